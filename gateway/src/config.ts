import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { readRange } from './addresses/ranges.ts'
import { parseMetricsAddress } from './metrics/metrics-server.ts'
import { Concealed } from './secrets.ts'

/** As text it comes from the environment or the command line. `Number` alone takes "", true and null for numbers. */
const wholeNumber = (lowest: number, highest: number) =>
  z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\d{1,12}$/)
          .transform(Number),
      ],
      { error: 'not a whole number' },
    )
    .pipe(z.number().int().min(lowest).max(highest))

const address = () =>
  z
    .url({ protocol: /^https?$/ })
    .refine(isOrigin, 'not just scheme, host and port')
    .transform((url) => url.replace(/\/+$/, ''))

const secret = (form: RegExp, error: string) =>
  z
    .string()
    .regex(form, error)
    .transform((text) => new Concealed(text))

/** In a JSON file a list, as text separated by commas or spaces. */
const list = <Item extends z.ZodType<string, string>>(item: Item) =>
  z
    .union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean))])
    .pipe(z.array(item))

const METHOD_PATTERN = /^[a-z0-9*]+(?:\.[a-z0-9*]+)*$/i

/**
 * The gateway's settings: one schema for the environment, a JSON file and the command line. A later one wins:
 * default, file, environment, command line.
 */
const schema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  port: wholeNumber(0, 65_535).default(8080).describe('port to listen on, up to 65535; 0 takes a free one'),
  publicUrl: address()
    .optional()
    .describe(
      'address that browsers and applications use: scheme, host and port (default: http://localhost:<port>)',
    ),
  dataDirectory: z
    .string()
    .min(1)
    .default('.data/gateway')
    .describe('folder of the databases; made if missing'),
  backend: z
    .enum(['embedded', 'phorge'])
    .default('embedded')
    .describe('where Maniphest lives: embedded, or phorge for one that is there already'),
  phorgeUrl: address()
    .optional()
    .describe('of the backend phorge: its address as the gateway reaches it: scheme, host and port'),
  phorgeMode: z
    .enum(['own-origin', 'same-origin'])
    .default('own-origin')
    .describe(
      'of the backend phorge: own-origin, or same-origin when both are behind one host name, which is publicUrl then',
    ),
  phorgePublicUrl: address()
    .optional()
    .describe('in own-origin: the address of Phorge that browsers use (default: phorgeUrl)'),
  phorgeClientId: z
    .string()
    .regex(/^PHID-OASC-[a-z0-9]{20}$/, 'not the PHID of an OAuth application')
    .optional()
    .describe('in own-origin: PHID of the application at Phorge by whose OAuth server people sign in'),
  phorgeClientSecret: secret(/^\S+$/, 'not a secret').optional().describe('in own-origin: its secret'),
  front: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .describe(
      'in same-origin: forward to Phorge all that is not the gateway’s, without a web server in front',
    ),
  phorgeToken: secret(/^(?:api|cli)-[a-z0-9]{28}$/, 'not an API token')
    .optional()
    .describe('of the backend phorge: an API token, of a bot for example, to ask for its methods'),
  vaultKeys: secret(/\S/, 'no key')
    .optional()
    .describe(
      'keys that people’s Phorge tokens are encrypted with, separated by spaces, the current one first',
    ),
  vaultKeyFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'file with these keys, one a line (default: vault-keys in the data directory, made if missing)',
    ),
  vaultKeyCommand: z.string().min(1).optional().describe('command that prints these keys, one a line'),
  tokenKey: secret(/\S/, 'no key')
    .optional()
    .describe('key of the digests that are stored of tokens, as 32 bytes in base64'),
  tokenKeyFile: z
    .string()
    .min(1)
    .optional()
    .describe('file with this key (default: token-key in the data directory, made if missing)'),
  tokenKeyCommand: z.string().min(1).optional().describe('command that prints this key'),
  tokenLongestDays: wholeNumber(0, 3650)
    .default(366)
    .describe('days that a personal API token may be good for, up to 3650; 0 is no limit'),
  phorgeDeadline: wholeNumber(100, 300_000)
    .default(30_000)
    .describe('of the backend phorge: milliseconds within which it has to answer, 100 to 300000'),
  phorgeConnections: wholeNumber(1, 1000)
    .default(32)
    .describe('of the backend phorge: connections to it; more than its PHP has workers is of no use'),
  face: z
    .enum(['gateway', 'phorge'])
    .default('gateway')
    .describe(
      'gateway, or phorge: the embedded Maniphest behind what a stock Phorge has, to develop against',
    ),
  demo: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .describe('fill an empty Maniphest with the demo accounts'),
  smtpUrl: secret(/^smtps?:\/\/\S+$/, 'not an address of smtp:// or smtps://')
    .optional()
    .describe('mail server: smtp://[user:password@]host[:port] (default: no mail is sent)'),
  mailFrom: z
    .string()
    .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, 'not an e-mail address')
    .optional()
    .describe('whom mail is from: an e-mail address (default: gateway at the host of publicUrl)'),
  openRegistration: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .describe('let programs propose applications at /oauthserver/register/ without any token'),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('trace, debug, info, warn, error or silent'),
  metrics: z
    .string()
    .transform(parseMetricsAddress)
    .refine((address) => address !== undefined, 'not [host:]port[/path]')
    .optional()
    .describe('where Prometheus finds metrics: [host:]port[/path], 9464 for example (default: nowhere)'),
  securityLogDays: wholeNumber(1, 3650)
    .default(365)
    .describe('days that the security log is kept, 1 to 3650'),
  callLog: z
    .stringbool()
    .or(z.boolean())
    .default(true)
    .describe('write down every call: when, by whom, which method, how it ended; no parameters'),
  callLogDays: wholeNumber(1, 3650).default(90).describe('days that the call log is kept, 1 to 3650'),
  secondFactor: z
    .enum(['optional', 'required'])
    .default('optional')
    .describe(
      'optional, or required: whoever changes rules, makes tokens and the like needs a second factor for it',
    ),
  secondFactorMaxAge: wholeNumber(30, 86_400)
    .default(300)
    .describe(
      'seconds for which an application may call methods with a second factor after it was shown, 30 to 86400',
    ),
  trustProxy: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .describe('believe X-Forwarded-For of whatever is in front; better name it with trustedProxies'),
  trustedProxies: list(
    z.string().transform((text, context) => {
      const range = readRange(text)
      if (range !== undefined) return range
      context.issues.push({ code: 'custom', message: `“${text}” is no address and no range`, input: text })
      return z.NEVER
    }),
  )
    .default([])
    .describe(
      'addresses of the web servers in front, whose X-Forwarded-For is believed: 127.0.0.1 or 10.0.0.0/8, separated by commas',
    ),
  accessTokenLifetime: wholeNumber(60, 86_400)
    .default(3600)
    .describe('seconds that an access token is good for, 60 to 86400'),
  refreshTokenLifetime: wholeNumber(3600, 31_536_000)
    .default(2_592_000)
    .describe('seconds that a refresh token is good for, 3600 to 31536000'),
  sessionLifetime: wholeNumber(300, 31_536_000)
    .default(1_209_600)
    .describe('seconds that somebody stays signed in, 300 to 31536000'),
  rateLimitToken: wholeNumber(0, 1_000_000)
    .default(6000)
    .describe('calls a minute with one API token, or of an application for one person; 0 for no limit'),
  rateLimitApplication: wholeNumber(0, 1_000_000)
    .default(60_000)
    .describe('calls a minute of an application for everybody, unless it has a quota; 0 for no limit'),
  rateLimitAddress: wholeNumber(0, 1_000_000)
    .default(60_000)
    .describe('calls a minute from one address (IPv6: one network of 64 bits); 0 for no limit'),
  // A misspelt name would deny nothing, and say nothing.
  denyMethods: list(z.string().regex(METHOD_PATTERN, 'not a method name or a pattern with *'))
    .default([])
    .describe(
      'further methods that no application may ever call: names or patterns such as project.*, separated by commas',
    ),
})

export type Config = Omit<z.output<typeof schema>, 'publicUrl'> & { readonly publicUrl: string }
export type ConfigInput = z.input<typeof schema>

/** A setting is wrong: the message names the setting where the person wrote it, and the valid form. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export interface Setting {
  readonly name: keyof ConfigInput
  /** `--access-token-lifetime` */
  readonly option: string
  /** `GATEWAY_ACCESS_TOKEN_LIFETIME` */
  readonly variable: string
  readonly description: string
  readonly default: string | undefined
}

/** Every setting with its three names, for `--help` and for the documentation. */
export const settings: readonly Setting[] = Object.entries(schema.shape).map(([name, field]) => {
  const fallback = field.safeParse(undefined).data
  return {
    name: name as keyof ConfigInput,
    option: `--${kebab(name)}`,
    variable: `GATEWAY_${kebab(name).replaceAll('-', '_').toUpperCase()}`,
    description: field.description ?? '',
    default: fallback === undefined ? undefined : String(fallback),
  }
})

export interface ConfigSources {
  readonly options?: Readonly<Record<string, unknown>>
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly file?: string | undefined
}

/** Reads the settings. @throws {ConfigError} naming the option, variable or file entry that is wrong. */
export function readConfig({ options = {}, environment = {}, file }: ConfigSources = {}): Config {
  const values: Record<string, unknown> = {}
  const origins = new Map<string, string>()
  const take = (name: string, value: unknown, origin: string) => {
    if (value === undefined) return
    values[name] = value
    origins.set(name, origin)
  }
  for (const [name, value] of Object.entries(file ? readFile(file) : {}))
    take(name, value, `"${name}" in ${file}`)
  for (const { name, variable } of settings) take(name, environment[variable] || undefined, variable)
  for (const { name, option } of settings) take(name, options[name], option)

  const parsed = schema.safeParse(values)
  if (parsed.success) {
    const { publicUrl = `http://localhost:${parsed.data.port}`, ...rest } = parsed.data
    return { ...rest, publicUrl }
  }
  const issue = parsed.error.issues[0]
  if (issue?.code === 'unrecognized_keys') {
    throw new ConfigError(
      `${file}: unknown setting "${issue.keys.join('", "')}". Run with --help for the list.`,
    )
  }
  const name = String(issue?.path[0])
  const description = settings.find((setting) => setting.name === name)?.description
  throw new ConfigError(`${origins.get(name) ?? name}: ${issue?.message}. It takes: ${description}.`)
}

function readFile(file: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new ConfigError(
      `${file}: not a readable JSON object (${error instanceof Error ? error.message : error}).`,
    )
  }
}

/** What an administrator should know about these settings before others use the gateway. */
export function risksOf({ host, publicUrl, demo, face, ...config }: Config): string[] {
  const risks: string[] = []
  if (face === 'phorge') {
    risks.push(
      'the face of a stock Phorge is for development: it shows tokens again and repeats what it is sent',
    )
  }
  const { protocol, hostname } = new URL(publicUrl)
  if (protocol === 'http:' && !isLoopback(hostname)) {
    risks.push(`passwords and tokens travel unencrypted to ${publicUrl}: put a web server with TLS in front`)
  }
  if (config.backend === 'phorge' && !config.vaultKeys && !config.vaultKeyFile && !config.vaultKeyCommand) {
    risks.push(
      'the key of the vault lies beside what it encrypts: whoever copies the data directory has both (--vault-key-file)',
    )
  }
  const { tokenKey, tokenKeyFile, tokenKeyCommand } = config
  if (!isLoopback(hostname) && !tokenKey && !tokenKeyFile && !tokenKeyCommand) {
    risks.push(
      'the key of the tokens’ digests lies beside the database: whoever copies the data directory has both (--token-key-file)',
    )
  }
  if (demo && !isLoopback(host)) {
    risks.push(`everybody who reaches ${host} can sign in with the demo accounts, whose password is public`)
  }
  return risks
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/.test(host)
}

/** Our paths start at the root of a host: cookies and metadata belong to the whole of it. */
function isOrigin(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && `${url.origin}/` === url.href
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
