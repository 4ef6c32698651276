import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

function homeFolder(env: Environment): string {
  return env.HOME || homedir()
}

/** Where our own configuration is kept. A relative `XDG_CONFIG_HOME` counts as none, as its specification has it. */
export function configurationFolder(env: Environment): string {
  if (process.platform === 'win32' && env.APPDATA) return join(env.APPDATA, 'phorge-conduit')
  const { XDG_CONFIG_HOME: given = '' } = env
  return join(isAbsolute(given) ? given : join(homeFolder(env), '.config'), 'phorge-conduit')
}

/** Arcanist's file of its user. */
export function arcrcFile(env: Environment): string {
  const folder = process.platform === 'win32' && env.APPDATA ? env.APPDATA : homeFolder(env)
  return join(folder, '.arcrc')
}
