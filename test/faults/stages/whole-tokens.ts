import type { Entry, WrittenToken } from './written.ts'

const events: ReadonlyMap<string, string> = new Map([
  ['create', 'api-token-created'],
  ['rotate', 'api-token-rotated'],
  ['revoke', 'api-token-revoked'],
  ['report', 'token-reported'],
  ['dispose', 'api-token-disposed'],
])

/** What does not go together of an API token: its row, its secrets, its history, and the security log. @param now epoch seconds */
export function brokenToken({ row, history, secrets, ...written }: WrittenToken, now: number): string[] {
  const has = (...types: readonly string[]) => history.some(({ type }) => types.includes(type))
  const told = history.map(({ type }) => events.get(type) ?? type).join(', ')
  const is = written.events.join(', ')
  const found = [
    is !== told && `the security log tells “${is}”, and its history “${told}”`,
    (row.revoked_at !== null) !== has('revoke', 'report', 'dispose') &&
      `it is ${row.revoked_at === null ? 'not revoked' : 'revoked'}, and its history tells otherwise`,
    (row.disposed_at !== null) !== has('dispose') &&
      `it is ${row.disposed_at === null ? 'not disposed of' : 'disposed of'}, and its history tells otherwise`,
    ...brokenSecrets(secrets, history, { isDisposed: has('dispose'), now }),
  ]
  return found.filter((text) => text !== false).map((text) => `token “${row.name}”: ${text}`)
}

/** One secret is in force; beside it is at most the one before, as long as the rotation said. */
function brokenSecrets(
  secrets: WrittenToken['secrets'],
  history: readonly Entry[],
  { isDisposed, now }: { readonly isDisposed: boolean; readonly now: number },
): string[] {
  if (isDisposed) return secrets.length > 0 ? ['it is disposed of, and has secrets'] : []
  const present = secrets.filter((end) => end === null).length
  const old = secrets.filter((end) => end !== null && end > now)
  const rotated = history.findLast(({ type }) => type === 'rotate')
  const allowed = rotated && oldEnd(rotated)
  return [
    ...(present === 1 ? [] : [`${present} secrets are in force`]),
    ...(old.length > 1 ? [`${old.length} secrets from before are still good`] : []),
    ...old
      .filter((end) => end !== allowed)
      .map((end) => `a secret from before is good until ${end}, and its history tells ${allowed}`),
  ]
}

export function oldEnd({ new: now }: Entry): number {
  return (now as { readonly oldEndsAt: number }).oldEndsAt
}

/** When all tokens of somebody are revoked at once, none stays that was there before. */
export function halfRevoked(tokens: readonly WrittenToken[], now: number): string[] {
  const last = Math.max(0, ...tokens.filter(({ row }) => row.revoked_at !== null).map(({ row }) => row.id))
  const isOver = ({ revoked_at, expires_at }: WrittenToken['row']) =>
    revoked_at !== null || (expires_at !== null && expires_at <= now)
  return tokens
    .filter(({ row }) => row.id < last && !isOver(row))
    .map(({ row }) => `token “${row.name}”: it is good, and others were revoked with it`)
}
