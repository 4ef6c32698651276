import * as z from 'zod'

const url = z.url({ protocol: /^https?$/ }).transform((address) => address.replace(/\/+$/, ''))
const secret = z.string().min(32)

/** The error viewer's settings: one schema for the environment and the command line, which wins. */
const schema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  port: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(8081)
    .describe('port to listen on; 0 takes a free one'),
  publicUrl: url
    .optional()
    .describe('address, without a path, that browsers and programs use (default: http://localhost:<port>)'),
  dataDirectory: z
    .string()
    .min(1)
    .default('.data/error-viewer')
    .describe('folder of the database and the tokens; made if missing'),
  conduitUrl: url.default('http://localhost:8080').describe('address of the gateway'),
  clientId: z
    .string()
    .min(1)
    .default('error-viewer')
    .describe('client identifier, as registered in the gateway'),
  clientSecret: z.string().min(1).optional().describe('client secret; leave it out for a public client'),
  cookieSecret: secret
    .optional()
    .describe('at least 32 characters (default: made once, kept in the data folder)'),
  publicKey: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional()
    .describe('user name in the DSN, letters and digits (default: made once, kept in the data folder)'),
  eventsPerError: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(50)
    .describe('occurrences kept of each error; the count goes on'),
  eventsPerMinute: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(1000)
    .describe('reports taken from one address in a minute'),
  staticDirectory: z
    .string()
    .min(1)
    .optional()
    .describe('folder of the built page, which has index.html (default: demo-app/dist)'),
  plain: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .describe('no buttons for tasks: the page leaves them to the browser extension'),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('trace, debug, info, warn, error or silent'),
})

export type ConfigInput = z.input<typeof schema>
export type Config = Omit<z.output<typeof schema>, 'publicUrl'> & { readonly publicUrl: string }

/** A setting is wrong: the message names the setting where the person wrote it, and the valid form. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Every setting with its three names, for `--help` and for the documentation. */
export const settings = Object.entries(schema.shape).map(([name, field]) => {
  const fallback = field.safeParse(undefined).data
  return {
    name: name as keyof ConfigInput,
    option: `--${kebab(name)}`,
    variable: `ERROR_VIEWER_${kebab(name).replaceAll('-', '_').toUpperCase()}`,
    description: field.description ?? '',
    default: fallback === undefined ? undefined : String(fallback),
  }
})

export interface ConfigSources {
  readonly options?: Readonly<Record<string, unknown>>
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** Reads the settings. @throws {ConfigError} naming the option or variable that is wrong. */
export function readConfig({ options = {}, environment = {} }: ConfigSources = {}): Config {
  const values: Record<string, unknown> = {}
  const origins = new Map<string, string>()
  for (const { name, option, variable } of settings) {
    const value = options[name] ?? (environment[variable] || undefined)
    if (value === undefined) continue
    values[name] = value
    origins.set(name, options[name] === undefined ? variable : option)
  }
  const parsed = schema.safeParse(values)
  if (parsed.success) {
    const { publicUrl = `http://localhost:${parsed.data.port}`, ...rest } = parsed.data
    return { ...rest, publicUrl }
  }
  const issue = parsed.error.issues[0]
  const name = String(issue?.path[0])
  const description = settings.find((setting) => setting.name === name)?.description
  throw new ConfigError(`${origins.get(name) ?? name}: ${issue?.message}. It takes: ${description}.`)
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
