import * as z from 'zod'
import type { Gateway } from '../../../gateway.ts'
import type { Account } from '../../backend.ts'

/** Conduit as the pages use it: as the person who looks at them, so they see what a call of theirs would see. */
export interface Viewer {
  readonly gateway: Gateway
  readonly account: Account
}

/** A refusal of Conduit's, such as for an object that is not visible. */
export class ConduitRefusal extends Error {
  override readonly name = 'ConduitRefusal'
  readonly code: string

  constructor(method: string, code: string) {
    super(`${method} was refused with ${code}`)
    this.code = code
  }
}

/** Makes a call. @throws {ConduitRefusal} @throws {z.ZodError} when the answer has another shape: a bug. */
export async function ask<Schema extends z.ZodType>(
  { gateway, account }: Viewer,
  method: string,
  params: Readonly<Record<string, unknown>>,
  schema: Schema,
): Promise<z.output<Schema>> {
  const signal = AbortSignal.timeout(10_000)
  const envelope = await gateway.backend.call({ method, params, typed: true, viewer: account, signal })
  if (envelope.error_code !== null) throw new ConduitRefusal(method, envelope.error_code)
  return schema.parse(envelope.result)
}

const phid = z.string()
const cursor = z.object({ after: z.string().nullable(), before: z.string().nullable() })

export const taskSchema = z.object({
  id: z.number(),
  phid,
  fields: z.object({
    name: z.string(),
    description: z.object({ raw: z.string() }),
    authorPHID: phid,
    ownerPHID: phid.nullable(),
    status: z.object({ value: z.string(), name: z.string() }),
    priority: z.object({ value: z.number(), name: z.string(), color: z.string().nullish() }),
    dateCreated: z.number(),
    dateModified: z.number(),
  }),
  attachments: z.object({
    projects: z.object({ projectPHIDs: z.array(phid) }).optional(),
    subscribers: z.object({ subscriberPHIDs: z.array(phid) }).optional(),
  }),
})
export type Task = z.output<typeof taskSchema>
export const tasksSchema = z.object({ data: z.array(taskSchema), cursor })

const operation = z.object({ operation: z.string(), phid })

export const transactionsSchema = z.object({
  data: z.array(
    z.object({
      id: z.number(),
      phid,
      type: z.string().nullable(),
      authorPHID: phid,
      dateCreated: z.number(),
      groupID: z.string().nullish(),
      comments: z.array(
        z.object({ removed: z.boolean(), content: z.object({ raw: z.string().optional() }) }),
      ),
      // PHP writes an empty map as a list.
      fields: z.union([
        z.array(z.unknown()).transform(() => ({})),
        z.object({
          old: z.unknown().optional(),
          new: z.unknown().optional(),
          operations: z.array(operation).optional(),
        }),
      ]),
    }),
  ),
  cursor,
})
export type Transaction = z.output<typeof transactionsSchema>['data'][number]

export const usersSchema = z.object({
  data: z.array(
    z.object({
      phid,
      fields: z.object({ username: z.string(), realName: z.string(), roles: z.array(z.string()) }),
    }),
  ),
})

export const projectsSchema = z.object({
  data: z.array(
    z.object({
      id: z.number(),
      phid,
      fields: z.object({
        name: z.string(),
        slug: z.string().nullable(),
        description: z.string().nullish(),
      }),
    }),
  ),
})

export const statusesSchema = z.object({
  data: z.array(z.object({ value: z.string(), name: z.string(), closed: z.boolean() })),
})
