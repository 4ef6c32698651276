#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { startGateway } from './app.ts'
import { accountCommand } from './commands/account.ts'
import { auditCommand } from './commands/audit.ts'
import { backupCommand } from './commands/backup.ts'
import { keysCommand } from './commands/keys.ts'
import { secondFactorCommand } from './commands/second-factor.ts'
import { type Config, ConfigError, readConfig, settings } from './config.ts'

try {
  await main()
} catch (error) {
  const [message, exitCode] = explain(error)
  console.error(message)
  process.exit(exitCode)
}

async function main(): Promise<void> {
  const { positionals, values } = readArguments()
  if (values.help) return console.log(help())
  const options = Object.fromEntries(settings.map(({ name, option }) => [name, values[option.slice(2)]]))
  const file = values.config ?? process.env.GATEWAY_CONFIG
  const config = readConfig({ options, environment: process.env, file: file ? String(file) : undefined })
  const [command, ...words] = positionals
  if (command === undefined) return serve(config)
  if (command === 'backup') return console.log(await backupCommand(config, words))
  if (command === 'audit') {
    const expect = values.expect === undefined ? undefined : String(values.expect)
    return console.log(await auditCommand(config, words, { expect }))
  }
  if (command === 'keys') return console.log(await keysCommand(config, words))
  if (command === 'second-factor') return console.log(await secondFactorCommand(config, words))
  if (command !== 'account') throw new ConfigError(`There is no command "${command}". Run with --help.`)
  const realName = values['real-name'] === undefined ? undefined : String(values['real-name'])
  console.log(await accountCommand(config, words, { realName, administrator: values.administrator === true }))
}

async function serve(config: Config): Promise<void> {
  const running = await startGateway(config)
  running.gateway.log.info(`phorge-conduit-gateway is ready at ${running.url}`)
  // npm hands a Ctrl-C on, so it can arrive twice: the second one must not cut the first short.
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, async () => {
      if (stopping) return
      stopping = true
      await running.close()
      process.exit(0)
    })
  }
}

function readArguments(): { positionals: string[]; values: Record<string, string | boolean | undefined> } {
  const known = Object.fromEntries(
    settings.map(({ option }) => [option.slice(2), { type: 'string' as const }]),
  )
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        ...known,
        config: { type: 'string' },
        'real-name': { type: 'string' },
        administrator: { type: 'boolean' },
        expect: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new ConfigError(
      `${error instanceof Error ? error.message : error}\nRun with --help for the options.`,
    )
  }
}

function help(): string {
  const row = (option: string, variable: string, text: string) =>
    `  ${option.padEnd(26)} ${variable.padEnd(34)} ${text}`
  const lines = settings.map(({ option, variable, description, default: fallback }) =>
    row(option, variable, `${description}${fallback ? ` (default: ${fallback})` : ''}`),
  )
  return [
    'Usage: npm run gateway -- [options]',
    '       npm run gateway -- account create NAME [--real-name TEXT] [--administrator]',
    '       npm run gateway -- account password|disable|enable NAME',
    '       npm run gateway -- backup FOLDER',
    '       npm run gateway -- keys generate|rotate|forget-tokens',
    '       npm run gateway -- second-factor reset NAME',
    '       npm run gateway -- audit verify [--expect ID:HASH]',
    '',
    'An OAuth 2 authorization server and Conduit endpoint, on its own embedded Maniphest. The account commands read a',
    'password from standard input and take the same options as the server. The keys are those of the vault, where the',
    'tokens of the people of a Phorge and the secrets of authenticator apps are kept; they can be changed while the server',
    'runs. The audit tells whether the security log is as it was written.',
    '',
    'Every setting is an option, an environment variable, or an entry of a JSON file; the first that is set wins.',
    '',
    row('option', 'variable', 'meaning'),
    ...lines,
    row('--config', 'GATEWAY_CONFIG', 'JSON file with settings, named as in: dataDirectory'),
    row('--help', '', 'this text'),
  ].join('\n')
}

function explain(error: unknown): [message: string, exitCode: number] {
  if (error instanceof ConfigError) return [error.message, 2]
  if (!(error instanceof Error)) return [String(error), 1]
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE') {
    return [
      `Port ${port} is taken. Stop what uses it, or choose another with --port (0 takes a free one).`,
      1,
    ]
  }
  if (code === 'EACCES' && port)
    return [`Port ${port} needs more rights. Choose one above 1023 with --port.`, 1]
  return [error.message, 1]
}
