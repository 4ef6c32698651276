import { hostname } from 'node:os'
import type { AnonymousMethod, Method } from '../method.ts'

export const conduitPing: AnonymousMethod = {
  name: 'conduit.ping',
  description: {
    description: 'Answers the name of this host: a health check.',
    params: {},
    return: 'string',
  },
  anonymous: true,
  answer: () => hostname(),
}

export const conduitGetcapabilities: AnonymousMethod = {
  name: 'conduit.getcapabilities',
  description: {
    description: 'Tells how a client may sign in and in what forms it may send and receive.',
    params: {},
    return: 'dict<string, any>',
  },
  anonymous: true,
  answer: () => ({
    authentication: ['token', 'oauth'],
    signatures: [],
    input: ['json', 'urlencoded'],
    output: ['json'],
  }),
}

export const conduitQuery: Method = {
  name: 'conduit.query',
  description: {
    description: 'Describes every method of this server: what it does, takes and returns.',
    params: {},
    return: 'dict<dict>',
  },
  answer: ({ methods }) => Object.fromEntries([...methods].map(([name, method]) => [name, asPhp(method)])),
}

/** Ends the session or token of the caller. That is done in front of the backend, which has neither. */
export const authLogout: Method = {
  name: 'auth.logout',
  description: {
    description: 'Ends the web sessions of the caller and the OAuth token that the call was made with.',
    params: {},
    return: 'void',
  },
  answer: () => null,
}

/** An empty map is a list on the wire: PHP knows no difference. */
function asPhp<Described extends { params: Readonly<Record<string, string>> }>(method: Described) {
  return Object.keys(method.params).length > 0 ? method : { ...method, params: [] }
}
