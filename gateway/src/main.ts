#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { startGateway } from './app.ts'
import { ConfigError, readConfig, settings } from './config.ts'

try {
  const options = readArguments()
  if (options.help) {
    console.log(help())
  } else {
    const { config: file = process.env.GATEWAY_CONFIG, ...rest } = options
    await serve(readConfig({ options: rest, environment: process.env, file }))
  }
} catch (error) {
  const [message, code] = explain(error)
  console.error(message)
  process.exit(code)
}

async function serve(config: ReturnType<typeof readConfig>): Promise<void> {
  const running = await startGateway(config)
  running.gateway.log.info(`phorge-conduit-gateway is ready at ${running.url}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await running.close()
      process.exit(0)
    })
  }
}

function readArguments(): Record<string, string> & { help?: string; config?: string } {
  const known = Object.fromEntries(
    settings.map(({ option }) => [option.slice(2), { type: 'string' as const }]),
  )
  try {
    const { values } = parseArgs({
      options: { ...known, config: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    })
    const byName = settings.map(({ name, option }) => [name, values[option.slice(2) as keyof typeof values]])
    const given = Object.fromEntries(byName.filter(([, value]) => value !== undefined))
    return { ...given, ...(values.config && { config: values.config }), ...(values.help && { help: 'yes' }) }
  } catch (error) {
    throw new ConfigError(
      `${error instanceof Error ? error.message : error}\nRun with --help for the options.`,
    )
  }
}

function help(): string {
  const lines = settings.map(({ option, variable, description, default: fallback }) => {
    const value = fallback === undefined || fallback === '' ? '' : ` (default: ${fallback})`
    return `  ${option.padEnd(26)} ${variable.padEnd(34)} ${description}${value}`
  })
  return [
    'Usage: npm run gateway -- [options]',
    '',
    'An OAuth 2 authorization server and Conduit endpoint, on its own embedded Maniphest.',
    'Every setting is an option, an environment variable, or an entry of a JSON file; the first that is set wins.',
    '',
    `  ${'option'.padEnd(26)} ${'variable'.padEnd(34)} meaning`,
    ...lines,
    `  ${'--config'.padEnd(26)} ${'GATEWAY_CONFIG'.padEnd(34)} JSON file with settings, named as in: dataDirectory`,
    `  ${'--help'.padEnd(26)} ${''.padEnd(34)} this text`,
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
  return [error.stack ?? error.message, 1]
}
