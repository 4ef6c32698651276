import type { FastifyReply } from 'fastify'
import type { Gateway } from '../../gateway.ts'
import type { Application } from '../application.ts'
import type { Author } from '../author.ts'
import type { Problem } from '../proposal/proposal.ts'
import { proposeApplication } from '../propose.ts'
import { readMetadata, type Sent } from './metadata.ts'
import { registrationRefusal } from './refusal.ts'

export interface Registration {
  readonly gateway: Gateway
  readonly sent: Sent
  readonly author: Author
  /** Whether an application may act as this person at once: with a token that could do less, it would be more. */
  readonly mayBeOwnerOnly: boolean
  describe(application: Application, clientSecret: string | undefined): object
}

/** Proposes what a program sent, and answers 201 with the secret, or 400 with all that is wrong. */
export async function proposeAsSent(
  { gateway, sent, author, mayBeOwnerOnly, describe }: Registration,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { typed, problems, names } = readMetadata(sent)
  const unfit = typed.ownerOnly && !mayBeOwnerOnly ? [...problems, tokenTooNarrow] : problems
  const proposed = unfit.length > 0 ? { problems: unfit } : await proposeApplication(gateway, typed, author)
  if ('problems' in proposed) return reply.code(400).send(registrationRefusal(proposed.problems, names))
  const { application, clientSecret, warnings } = proposed
  return reply
    .code(201)
    .send({ ...describe(application, clientSecret), ...(warnings.length > 0 && { warnings }) })
}

const tokenTooNarrow: Problem = {
  field: 'ownerOnly',
  rule: 'token_too_narrow',
  message:
    'An owner-only application needs no approval: make it on the page, or with an API token that may do everything.',
}
