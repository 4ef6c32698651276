import { createHmac } from 'node:crypto'
import { sameSecret } from '../../../secrets.ts'
import { randomCharacters } from './tokens.ts'

const CYCLE = 3600
/** A token is taken for this many hours after the one in which it was made. */
const CYCLES = 6

/** `B@`, eight characters that differ each time, and sixteen that only the holder of the session cookie can be given. */
export function csrfToken(cookie: string, now: number): string {
  const salt = randomCharacters(8)
  return `B@${salt}${mac(cookie, salt, cycleOf(now))}`
}

export function isCsrfToken(candidate: string, cookie: string, now: number): boolean {
  const [, salt, given] = /^B@(.{8})(.{16})$/.exec(candidate) ?? []
  if (!salt || !given) return false
  const current = cycleOf(now)
  return Array.from({ length: CYCLES + 1 }, (_, age) => current - age).some((cycle) =>
    sameSecret(mac(cookie, salt, cycle), given),
  )
}

function mac(cookie: string, salt: string, cycle: number): string {
  return createHmac('sha256', cookie).update(`csrf ${salt} ${cycle}`).digest('hex').slice(0, 16)
}

function cycleOf(now: number): number {
  return Math.floor(now / CYCLE)
}
