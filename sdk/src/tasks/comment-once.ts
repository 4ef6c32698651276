import { type Clock, systemClock } from '../clock.ts'
import type { CallOptions, Conduit } from '../conduit.ts'
import type { Transaction } from '../methods/transaction.ts'
import type { EpochSeconds } from '../methods/values.ts'
import { once } from './once.ts'
import { parseReference, type TaskReference } from './reference.ts'

export interface CommentOnceOptions extends CallOptions {
  /**
   * The same words of this user from then on are enough, so that a program that begins again does not repeat itself.
   * @default nothing that was said before this call counts
   */
  readonly since?: EpochSeconds | undefined
  /** @default the machine's */
  readonly clock?: Clock | undefined
}

/**
 * Says something on a task, once: after a lost answer it is looked for before it is said again. A comment is known by its
 * author and its words, so that nothing has to be added to it. It is looked for in the task's own history, which is true at
 * once; only what is newer than all that was there before counts, as to say the same again is everybody's right. Takes the
 * scope `transaction.search` besides.
 *
 * A function and no method of `tasks`, so that nobody else's bundle has it.
 *
 * @returns whether it was said now.
 * @throws {OutcomeUnknownError} when answers get lost again and again.
 * @example
 * ```ts
 * await commentOnce(conduit, 'T12', `Build ${number} failed.`, { since: job.startedAt })
 * ```
 */
export async function commentOnce(
  conduit: Conduit,
  task: TaskReference,
  comment: string,
  { since, clock = systemClock, ...options }: CommentOnceOptions = {},
): Promise<{ readonly created: boolean }> {
  const reference = parseReference(task)
  // `transaction.search` takes no number.
  const objectIdentifier = reference.kind === 'id' ? `T${reference.id}` : reference.phid
  const wasSaid = async (counts: (transaction: Transaction) => boolean): Promise<boolean> => {
    // Asked anew: a session may have become somebody else's.
    const { phid } = await conduit.user.whoami({}, options)
    const params = { objectIdentifier, constraints: { authorPHIDs: [phid] } }
    for await (const transaction of conduit.transaction.search(params, options)) {
      if (!counts(transaction)) return false
      if (transaction.comments.some(({ content }) => plain(content.raw ?? '') === plain(comment))) return true
    }
    return false
  }

  if (since !== undefined && (await wasSaid(({ dateCreated }) => dateCreated >= since))) {
    return { created: false }
  }
  const { data } = await conduit.transaction.search({ objectIdentifier, limit: 1 }, options)
  const newest = data[0]?.id ?? 0
  return once({
    clock,
    signal: options.signal,
    send: async () => {
      await conduit.tasks.comment(task, comment, options)
      return { created: true }
    },
    find: async () => ((await wasSaid(({ id }) => id > newest)) ? { created: true } : undefined),
  })
}

/** Line ends and white space around a text are no part of what was said. */
function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trim()
}
