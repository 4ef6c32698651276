import { CONTACT } from './scene.ts'
import type { Entry, WrittenApplication } from './written.ts'

/** A mail that waits, or has waited. */
export interface QueuedMail {
  readonly recipient: string
  readonly body: string
}

/**
 * What does not go together of an application: its stage, its rules, its secret, its change token, its history, the
 * security log, and the mails to its owner each tell of the same changes, or half of one was written.
 *
 * @param mails those that lead to it
 */
export function brokenApplication(
  { row, history, events, rules, grants }: WrittenApplication,
  mails: readonly QueuedMail[],
): string[] {
  const read = replay(history, row.owner_only === 1)
  const found = [
    ...read.found,
    ...differs('its stage', row.stage, read.stage),
    ...differs('its change token', row.change_token, history.at(-1)?.id ?? 0),
    ...differs('its rules', rules.join(' '), read.scopes.toSorted().join(' ')),
    ...differs('the security log', events.join(', '), read.events.join(', ')),
    ...differs('the end of its old secret', row.old_secret_until ?? 0, oldSecretEnd(row, history)),
    ...differs('its grants', grants, row.owner_only),
    ...brokenNotices(row, history, mails),
  ]
  return found.map((text) => `application “${row.name}”: ${text}`)
}

function differs(what: string, is: string | number, told: string | number | undefined): string[] {
  return is === told ? [] : [`${what} is “${is}”, and its history tells “${told}”`]
}

interface Replayed {
  readonly stage: string | undefined
  readonly scopes: readonly string[]
  readonly events: readonly string[]
  readonly found: readonly string[]
}

/** Goes through what happened from the start. */
function replay(history: readonly Entry[], isOwnerOnly: boolean): Replayed {
  let stage: string | undefined
  let scopes: readonly string[] = []
  const events: string[] = []
  const found: string[] = []
  for (const [index, { type, old, new: now }] of history.entries()) {
    switch (type) {
      case 'create':
        stage = (now as { readonly stage: string }).stage
        events.push('application-proposed')
        break
      case 'stage': {
        if (old !== stage) found.push(`it went from “${old}”, and was “${stage}”`)
        stage = String(now)
        // One for its owner alone is approved by being made.
        if (!isOwnerOnly || index !== 1) events.push(eventOf(String(old), stage))
        const isFirst = old === 'proposed' && now === 'approved'
        if (isFirst && history[index + 1]?.type !== 'scopes') found.push('it was approved for nothing')
        break
      }
      case 'scopes':
        scopes = now as string[]
        break
      case 'secret':
        events.push('client-secret-replaced')
        break
      default:
        found.push(`nobody asked for “${type}”`)
    }
  }
  return { stage, scopes, events, found }
}

function eventOf(old: string, now: string): string {
  if (now === 'approved') return old === 'disabled' ? 'application-enabled' : 'application-approved'
  return `application-${now}`
}

/** 0 when there is none, or when it was over and is forgotten. */
function oldSecretEnd({ old_secret_until: until }: WrittenApplication['row'], history: readonly Entry[]) {
  const reset = history.findLast(({ type }) => type === 'secret')
  const minutes = reset ? overlapOf(reset) : 0
  if (!reset || minutes === 0 || until === null) return 0
  const end = reset.at + minutes * 60
  // The second may have changed between the two.
  return Math.abs(until - end) <= 1 ? until : end
}

export function overlapOf({ new: now }: Entry): number {
  return (now as { readonly overlapMinutes: number }).overlapMinutes
}

/** Its owner is told of what others did, once. */
function brokenNotices(
  { created_by }: WrittenApplication['row'],
  history: readonly Entry[],
  mails: readonly QueuedMail[],
): string[] {
  const news = history.filter(
    ({ type, author }) => author !== created_by && (type === 'stage' || type === 'secret'),
  )
  const sent = mails.filter(({ recipient }) => recipient === CONTACT)
  const untold = news.filter(
    ({ reason }) => reason && !sent.some(({ body }) => body.includes(`Reason: ${reason}\n`)),
  )
  return [
    ...differs('the number of mails about it', sent.length, news.length),
    ...untold.map(({ reason }) => `its owner was not told of “${reason}”`),
  ]
}
