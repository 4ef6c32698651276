import fc from 'fast-check'

/** The encodings that Phorge reads a call in. */
export const encodings = ['params', 'console', 'plain'] as const
export type Encoding = (typeof encodings)[number]

/** A call that tries to be made as somebody else. */
export interface SmuggledCall {
  readonly method: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly packed: boolean
  /** Where the caller's own token stands. */
  readonly place: 'header' | 'body' | 'none'
}

const MARK = 'smuggled'

const identities = [
  'token',
  'access_token',
  'auth.type',
  'auth.key',
  'auth.signature',
  'authUser',
  'authToken',
]
const more = ['authSignature', 'sessionKey', 'scope', 'actAsUser', 'user', 'client', 'host', 'connectionID']
const names = [...identities, ...more]

const marked = fc.constantFrom(
  `api-${MARK.padEnd(28, 'x')}`,
  `cli-${MARK.padEnd(28, 'y')}`,
  `clr-${MARK.padEnd(28, 'z')}`,
  MARK,
  'public-key',
)

/** A name as PHP, a proxy or a careless reader might take it for another. */
const disguised = (name: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    name,
    name.toUpperCase(),
    name.replace('.', '_'),
    name.replace('_', '.'),
    ` ${name}`,
    `${name} `,
    `${name}\0`,
    `${name}[]`,
    `${name}[0]`,
    `${name}[${MARK}]`,
    `\ufeff${name}`,
    name.replace('t', '\uff54'),
    `${name}\n`,
    `params[${name}]`,
  )

const fieldName = fc
  .tuple(fc.constantFrom(...names), fc.constantFrom('api.', 'api_', 'API.', '', '__conduit__.', 'params.'))
  .chain(([name, prefix]) => disguised(`${prefix}${name}`))
const metadataName = fc.constantFrom(
  '__conduit__',
  '__CONDUIT__',
  '__conduit__ ',
  '__conduit__[]',
  '__conduit__[token]',
  '__csrf__',
  '__wild__',
)
const metadata = fc.dictionary(fc.constantFrom(...names), marked, { maxKeys: 3 })

/** Fields of a form that mean to say who calls. */
const fields = fc.array(
  fc.oneof(
    fc.tuple(fieldName, marked),
    fc.tuple(
      metadataName,
      fc.oneof(
        marked,
        metadata.map((value) => JSON.stringify(value)),
      ),
    ),
    fc.tuple(
      fc.constantFrom('output', 'params', 'code', 'limit'),
      fc.constantFrom('json', 'human', '', '{}', MARK),
    ),
  ),
  { maxLength: 4 },
)

/** Written by hand, for a JSON object with a key twice cannot be had otherwise. */
const json = fc
  .array(
    fc.oneof(
      fc.tuple(
        metadataName,
        metadata.map((value) => JSON.stringify(value)),
      ),
      fc.tuple(
        fc.constantFrom('\\u005f_conduit__', '__condu\\u0069t__'),
        metadata.map((value) => JSON.stringify(value)),
      ),
      fc.tuple(
        fc.constantFrom(...names),
        marked.map((value) => JSON.stringify(value)),
      ),
      fc.tuple(fc.constantFrom('limit', 'order'), fc.constantFrom('1', '"newest"')),
    ),
    { maxLength: 5 },
  )
  .map((members) => `{${members.map(([name, value]) => `"${name.replace('\n', '')}":${value}`).join(',')}}`)

const headers = fc.dictionary(
  fc.constantFrom(
    'cookie',
    'x-phabricator-csrf',
    'x-forwarded-user',
    'x-api-token',
    'x-phabricator-token',
    'referer',
  ),
  fc.constantFrom(`phsid=${MARK}; phusr=${MARK}`, MARK),
  { maxKeys: 3 },
)

/** How a byte may be written in a form. */
function encode(text: string, everything: boolean): string {
  if (!everything) return encodeURIComponent(text)
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

const joined = (pairs: readonly (readonly [string, string])[], everything: boolean) =>
  pairs.map(([name, value]) => `${encode(name, everything)}=${encode(value, everything)}`).join('&')

function bodyOf(encoding: Encoding): fc.Arbitrary<readonly (readonly [string, string])[]> {
  switch (encoding) {
    case 'params':
      return fc
        .tuple(fc.array(json, { minLength: 1, maxLength: 2 }), fields, fc.boolean())
        .map(([texts, around, first]) => {
          const params = texts.map((text): [string, string] => ['params', text])
          return first ? [...params, ...around] : [...around, ...params]
        })
    case 'console': {
      const value = fc.oneof(
        metadata.map((value) => JSON.stringify(value)),
        marked.map((value) => JSON.stringify(value)),
      )
      const named = fc.tuple(fc.oneof(metadataName, fc.constantFrom(...names), fc.constant('limit')), value)
      const parts = named.map(([name, text]): [string, string] => [`params[${name}]`, text])
      return fc
        .tuple(fc.array(parts, { minLength: 1, maxLength: 3 }), fields)
        .map(([own, around]) => [...own, ...around])
    }
    case 'plain':
      return fields
  }
}

/** `multipart/form-data` and other types are tried with the same fields. */
const contentType = fc.oneof(
  { weight: 8, arbitrary: fc.constant('application/x-www-form-urlencoded') },
  { weight: 1, arbitrary: fc.constant('application/x-www-form-urlencoded; charset=utf-8') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('text/plain', 'multipart/form-data; boundary=x', 'application/json'),
  },
)

/** What Phorge reads nobody's identity from on its own: with it a call is made, and none of it may be there any more. */
const bystanders = fc.dictionary(
  fc.constantFrom('scope', 'actAsUser', 'user', 'client', 'host', 'connectionID', 'authToken', 'auth.key'),
  marked,
  { maxKeys: 3 },
)

/** The caller's own credential, as Phorge names it. */
export type OwnCredential = { readonly access_token: string } | { readonly token: string }

/** It stands where this encoding has it, behind all the rest: most of these calls are carried out. */
function own(
  encoding: Encoding,
  credential: OwnCredential,
): fc.Arbitrary<readonly (readonly [string, string])[]> {
  return fc.tuple(bystanders, fc.boolean()).map(([beside, isLimited]) => {
    const identity = { ...beside, ...credential }
    const params = { ...(isLimited && { limit: 1 }), __conduit__: identity }
    const fields: Record<Encoding, readonly (readonly [string, string])[]> = {
      params: [['params', JSON.stringify(params)]],
      console: [['params[__conduit__]', JSON.stringify(identity)]],
      plain: [
        ...Object.entries(beside).map(([name, value]) => [`api.${name}`, value] as const),
        'token' in credential ? ['api.token', credential.token] : ['access_token', credential.access_token],
      ],
    }
    return fields[encoding]
  })
}

/** Calls in one encoding, by a caller whose own token stands in the header or in the body. */
export function smuggledCalls(encoding: Encoding, credential: OwnCredential): fc.Arbitrary<SmuggledCall> {
  const token = 'token' in credential ? credential.token : credential.access_token
  return fc
    .record({
      method: fc.constantFrom('user.whoami', 'maniphest.search', 'maniphest.search', 'conduit.ping'),
      pairs: bodyOf(encoding),
      ending: own(encoding, credential),
      query: fields,
      headers,
      contentType,
      packed: fc.boolean(),
      everything: fc.boolean(),
      place: fc.constantFrom<SmuggledCall['place'][]>('header', 'body', 'body', 'none'),
    })
    .map(({ method, pairs, ending, query, headers, contentType, packed, everything, place }) => {
      const all = place === 'body' ? [...pairs, ...ending] : pairs
      return {
        method,
        query: joined(query, everything),
        packed,
        place,
        body: contentType.startsWith('multipart') ? multipart(all) : joined(all, everything),
        headers: {
          ...headers,
          'content-type': contentType,
          ...(packed && { 'content-encoding': 'gzip' }),
          ...(place === 'header' && { authorization: `Bearer ${token}` }),
        },
      }
    })
}

function multipart(pairs: readonly (readonly [string, string])[]): string {
  const parts = pairs.map(
    ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return `${parts.join('')}--x--\r\n`
}
