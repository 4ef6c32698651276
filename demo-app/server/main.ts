#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { type Config, ConfigError, readConfig, startErrorViewer } from './app.ts'
import { settings } from './config.ts'

try {
  const { help: wantsHelp, ...options } = readArguments()
  if (wantsHelp) console.log(help())
  else await serve(readConfig({ options, environment: process.env }))
} catch (error) {
  const [message, code] = explain(error)
  console.error(message)
  process.exit(code)
}

async function serve(config: Config): Promise<void> {
  const running = await startErrorViewer(config)
  console.log(`The error viewer is ready at ${running.url}`)
  console.log(`Programs report to it with the DSN ${running.dsn}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await running.close()
      process.exit(0)
    })
  }
}

function readArguments(): Record<string, unknown> {
  const known = settings.map(({ option }) => [option.slice(2), { type: 'string' }] as const)
  try {
    const { values } = parseArgs({
      options: { ...Object.fromEntries(known), help: { type: 'boolean', short: 'h' } } as const,
    })
    const given: Record<string, unknown> = values
    const options = settings.map(({ name, option }) => [name, given[option.slice(2)]])
    return { ...Object.fromEntries(options), help: given.help }
  } catch (error) {
    throw new ConfigError(
      `${error instanceof Error ? error.message : error}\nRun with --help for the options.`,
    )
  }
}

function help(): string {
  const lines = settings.map(({ option, variable, description, default: fallback }) => {
    const value = fallback === undefined ? '' : ` (default: ${fallback})`
    return `  ${option.padEnd(22)} ${variable.padEnd(34)} ${description}${value}`
  })
  return [
    'Usage: node demo-app/server/main.ts [options]',
    '',
    "Takes errors from Sentry's SDKs and shows them with their Maniphest tasks.",
    'Every setting is an option or an environment variable; the option wins.',
    '',
    `  ${'option'.padEnd(22)} ${'variable'.padEnd(34)} meaning`,
    ...lines,
    `  ${'--help'.padEnd(22)} ${''.padEnd(34)} this text`,
  ].join('\n')
}

function explain(error: unknown): [message: string, exitCode: number] {
  if (error instanceof ConfigError) return [error.message, 2]
  if (!(error instanceof Error)) return [String(error), 1]
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE')
    return [`Port ${port} is taken. Choose another with --port (0 takes a free one).`, 1]
  if (code === 'EACCES' && port)
    return [`Port ${port} needs more rights. Choose one above 1023 with --port.`, 1]
  return [error.stack ?? error.message, 1]
}
