import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Program {
  /** Where somebody says it is, which goes before everything else. */
  readonly path: string | undefined
  /** Names on the PATH. */
  readonly commands: readonly string[]
  /** Where installers put it. */
  readonly places: readonly string[]
}

/** The path of a program that starts, or `undefined`. */
export function findProgram({ path, commands, places }: Program): string | undefined {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => commands.map((command) => join(folder, command)))
  return [path, ...onPath, ...places].find((path) => path && existsSync(path) && starts(path))
}

/** Whether packages can be installed here without asking anybody. */
export function canInstallWithApt(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

export function installWithApt(...packages: string[]): void {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...words: string[]) => spawnSync('apt-get', words, { stdio: 'inherit', env: environment })
  apt('update', '-qq')
  apt('install', '-y', '-qq', '--no-install-recommends', ...packages)
}

/** Some distributions have a `chromium` or a `firefox` that only says where to get the real one. */
function starts(path: string): boolean {
  try {
    return /\d+\.\d+/.test(execFileSync(path, ['--version'], { stdio: 'pipe', timeout: 20_000 }).toString())
  } catch {
    return false
  }
}
