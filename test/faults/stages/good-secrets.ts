import type { Known, Ledger } from './ledger.ts'
import { isGoodSecret, isGoodToken } from './people.ts'
import { overlapOf } from './whole-applications.ts'
import { oldEnd } from './whole-tokens.ts'
import type { Entry, Written, WrittenApplication, WrittenToken } from './written.ts'

/** A secret that the gateway once showed. */
export interface Expected {
  readonly name: string
  /** Whether it was good when the gateway was killed, and whether it is when every overlap is over. */
  readonly isGood: boolean
  readonly isLast: boolean
  /** Asks the gateway at this address. */
  isTaken(url: string): Promise<boolean>
}

/** Of each secret that was shown in this round, what the history says of it. @param now epoch seconds */
export function expectedSecrets({ applications, tokens }: Written, ledger: Ledger, now: number): Expected[] {
  return [
    ...applications.flatMap((application) => ofApplication(application, ledger, now)),
    ...tokens.flatMap((token) => ofToken(token, ledger, now)),
  ]
}

function ofApplication(
  { row, history }: WrittenApplication,
  { clientSecrets }: Ledger,
  now: number,
): Expected[] {
  const resets = history.filter(({ type }) => type === 'secret')
  const end = (entry: Entry) => entry.at + overlapOf(entry) * 60
  const good = row.stage === 'approved' ? goodNames(row.name, resets, { end, now }) : []
  return (clientSecrets.get(row.client_id) ?? []).map(({ name, secret }: Known) => ({
    name,
    ...judged(name, good),
    isTaken: (url) => isGoodSecret(url, row.client_id, secret),
  }))
}

function ofToken({ row, history }: WrittenToken, { tokenSecrets }: Ledger, now: number): Expected[] {
  const rotations = history.filter(({ type }) => type === 'rotate')
  const good = row.revoked_at === null ? goodNames(row.name, rotations, { end: oldEnd, now }) : []
  return (tokenSecrets.get(row.phid) ?? []).map(({ name, secret }: Known) => ({
    name,
    ...judged(name, good),
    isTaken: (url) => isGoodToken(url, secret),
  }))
}

/** The actions whose secrets are good: the last one, and the one before it as long as that was given time. */
function goodNames(
  first: string,
  changes: readonly Entry[],
  { end, now }: { readonly end: (entry: Entry) => number; readonly now: number },
): string[] {
  const names = [first, ...changes.map(({ reason }) => reason ?? '')]
  const latest = changes.at(-1)
  return latest && end(latest) > now ? names.slice(-2).toReversed() : names.slice(-1)
}

function judged(name: string, good: readonly string[]): Pick<Expected, 'isGood' | 'isLast'> {
  return { isGood: good.includes(name), isLast: good[0] === name }
}

/** Tries each of them. @returns what is otherwise than the history says */
export async function brokenSecrets(
  url: string,
  expected: readonly Expected[],
  when: 'isGood' | 'isLast',
): Promise<string[]> {
  const found: string[] = []
  for (const secret of expected) {
    const isTaken = await secret.isTaken(url)
    if (isTaken === secret[when]) continue
    const time = when === 'isLast' ? ' after every overlap' : ''
    found.push(
      `the secret of “${secret.name}” is ${isTaken ? 'taken' : 'refused'}${time}, against its history`,
    )
  }
  return found
}
