import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** The web servers whose configurations are in `docs/`, with the word that makes each tell its version. */
const webServers = { nginx: '-v', caddy: 'version' } as const
type WebServer = keyof typeof webServers

/** Those that start. */
export function installedWebServers(): WebServer[] {
  return names.filter((name) => spawnSync(name, [webServers[name]]).status === 0)
}

const names = Object.keys(webServers) as WebServer[]

/** Installs those that are missing, where that can be done without asking; says what to install elsewhere. */
function installWebServers(say: (line: string) => void): void {
  const missing = names.filter((name) => !installedWebServers().includes(name))
  const isDebian = process.platform === 'linux' && existsSync('/usr/bin/apt-get')
  if (missing.length > 0 && isDebian && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
      stdio: 'inherit',
      env,
    })
  }
  const there = installedWebServers()
  say(`Web servers: ${there.join(', ') || 'none'}`)
  const left = names.filter((name) => !there.includes(name))
  if (left.length > 0) say(`Install ${left.join(' and ')} to test the configuration of docs/ too.`)
}

if (import.meta.main) installWebServers(console.log)
