import { canInstallWithApt, findProgram, installWithApt } from './installed-program.ts'

const COMMANDS = ['firefox-esr', 'firefox']
const PLACES = [
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
]

/** The path of a Firefox that starts, or `undefined`. `FIREFOX_PATH` goes before everything else. */
export function findFirefox(): string | undefined {
  return findProgram({ path: process.env.FIREFOX_PATH, commands: COMMANDS, places: PLACES })
}

/** Finds a Firefox, or installs Debian's. @throws with one line that says what to install. */
export function ensureFirefox(say: (line: string) => void): string {
  const found = findFirefox()
  if (found) return found
  if (canInstallWithApt()) {
    say('No Firefox found: installing firefox-esr with apt-get.')
    installWithApt('firefox-esr')
    const installed = findFirefox()
    if (installed) return installed
  }
  throw new Error('Install Firefox 142 or newer, or set FIREFOX_PATH to the path of one, and run this again.')
}
