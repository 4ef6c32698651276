import type { AnyFault } from 'phorge-conduit-testing'

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** All that can go wrong with one call, before the server has done it and after. */
const faults: readonly AnyFault[] = [
  'drop-request',
  'reset-connection',
  'drop-answer',
  'cut-answer',
  'truncated-json',
  'too-many-requests',
  { kind: 'too-many-requests', retryAfter: 1 },
  'server-error',
  { kind: 'server-error', carriedOut: true },
  'login-page',
  { kind: 'login-page', carriedOut: true },
]

/** Chooses a fault for this share of all calls. */
export function faultsByChance(share: number, random: () => number): () => AnyFault | undefined {
  return () => (random() < share ? faults[Math.floor(random() * faults.length)] : undefined)
}
