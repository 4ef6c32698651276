import { forbidden } from '../../conduit/method/refusal.ts'
import { readBoolean, readString } from '../../conduit/method/values.ts'
import type { OwnCall, OwnMethod } from '../../conduit/own-method.ts'
import type { Gateway } from '../../gateway.ts'
import { hasAllRights } from '../all-rights.ts'
import { proposeApplication } from '../propose.ts'
import { fields, readFields } from './fields.ts'
import { refusalOfProblems } from './problems.ts'

const readers = {
  ...fields,
  kind: (name: string, value: unknown) => ({ kind: readString(name, value) }),
  ownerOnly: (name: string, value: unknown, typed: boolean) => ({
    ownerOnly: readBoolean(name, value, typed),
  }),
  terms: (name: string, value: unknown) => ({ terms: readString(name, value) }),
}

export const applicationPropose: OwnMethod = {
  name: 'application.propose',
  description: {
    description:
      'Proposes an OAuth application, for an administrator to approve. The client secret of a confidential one is answered this once.',
    params: {
      name: 'string',
      version: 'optional string',
      description: 'optional string',
      kind: 'optional string (confidential or public)',
      ownerOnly: 'optional bool',
      redirectUris: 'optional list<string>',
      callbackIsPrefix: 'optional bool',
      origins: 'optional list<string>',
      grantTypes: 'optional list<string>',
      methods: 'optional list<string>',
      contact: 'optional string',
      addressRanges: 'optional list<string>',
      terms: 'optional string',
    },
    return: 'map<string, wild>',
  },
  answer: propose,
}

async function propose(gateway: Gateway, { params, typed, viewer, caller, from }: OwnCall) {
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null))
  const proposal = { kind: 'confidential', ...readFields(readers, given, typed) }
  // Such an application is approved at once and acts as its owner: who has been given less must not make themself one.
  if (proposal.ownerOnly && !hasAllRights(caller)) {
    throw forbidden(
      'An application for its owner alone is proposed on the page, or with an API token that has all rights.',
    )
  }
  const proposed = await proposeApplication(gateway, proposal, { phid: viewer.phid, ...from })
  if ('problems' in proposed) throw refusalOfProblems(proposed.problems)
  const { application, clientSecret, warnings } = proposed
  const { id, phid, clientId: clientID, stage, changeToken } = application
  return { id, phid, clientID, clientSecret: clientSecret ?? null, stage, changeToken, warnings }
}
