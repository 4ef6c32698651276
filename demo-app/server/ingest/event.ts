import * as z from 'zod'

/**
 * The part of a Sentry event that the error viewer keeps (https://develop.sentry.dev/sdk/data-model/event-payloads/).
 * Lenient: a field of another shape is dropped, so that one odd field never costs the report of an error.
 */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const lines = z.array(text)

const frame = z.object({
  function: dropOdd(text),
  module: dropOdd(text),
  filename: dropOdd(text),
  abs_path: dropOdd(text),
  lineno: dropOdd(z.number().int()),
  colno: dropOdd(z.number().int()),
  in_app: dropOdd(z.boolean()),
  pre_context: dropOdd(lines),
  context_line: dropOdd(text),
  post_context: dropOdd(lines),
})

const exception = z.object({
  type: dropOdd(text),
  value: dropOdd(text),
  module: dropOdd(text),
  stacktrace: dropOdd(z.object({ frames: dropOdd(listOf(frame)) })),
})

const message = z.object({ message: dropOdd(text), formatted: dropOdd(text), params: z.unknown() })

const tags = z.union([
  z.record(z.string(), z.unknown()),
  z.array(z.tuple([text, z.unknown()])).transform((pairs) => Object.fromEntries(pairs)),
])

const event = z.object({
  event_id: dropOdd(z.string()),
  type: dropOdd(z.string()),
  timestamp: dropOdd(z.union([z.number(), z.string()])),
  platform: dropOdd(text),
  level: dropOdd(text),
  environment: dropOdd(text),
  release: dropOdd(text),
  transaction: dropOdd(text),
  server_name: dropOdd(text),
  fingerprint: dropOdd(z.array(text)),
  tags: dropOdd(tags),
  message: dropOdd(
    z.union([text.transform((formatted) => ({ message: undefined, formatted, params: undefined })), message]),
  ),
  logentry: dropOdd(message),
  exception: dropOdd(valuesOf(exception)),
})

export type SentryEvent = z.output<typeof event>
export type SentryException = z.output<typeof exception>
export type SentryFrame = z.output<typeof frame>

/** `undefined` when `value` is no JSON object at all. */
export function readEvent(value: unknown): SentryEvent | undefined {
  return event.safeParse(value).data
}

function dropOdd<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().catch(undefined)
}

/** A list without those of its members that are not one. */
function listOf<Schema extends z.ZodType>(schema: Schema) {
  return z
    .array(schema.nullable().catch(null as never))
    .transform((members) => members.filter((member) => member !== null))
}

/** Sentry takes `{values: […]}`, a bare list, and a bare object. */
function valuesOf<Schema extends z.ZodType>(schema: Schema) {
  return z.union([
    z.object({ values: listOf(schema) }).transform(({ values }) => values),
    listOf(schema),
    schema.transform((value) => [value]),
  ])
}
