import fc from 'fast-check'

/** A call as it is written on the wire. */
export interface WrittenCall {
  readonly method: string
  /** With the query. */
  readonly path: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: Buffer
  /** Sent in pieces without a length. */
  readonly chunked: boolean
}

const FORM = 'application/x-www-form-urlencoded'

const hex = fc.array(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567'), { minLength: 28, maxLength: 28 })
const phorgeToken = fc
  .tuple(fc.constantFrom('api-', 'cli-', 'clr-'), hex)
  .map(([kind, characters]) => kind + characters.join(''))
const oauthToken = hex.map((characters) => `abcd${characters.join('')}`)

/** What Phorge takes for a proof of who calls: fields of the body, and headers. */
const proof: fc.Arbitrary<{ readonly body: string; readonly headers: readonly string[] }> = fc.oneof(
  phorgeToken.map((token) => form(`api.token=${token}`)),
  phorgeToken.map((token) => form(`output=json&params=${encodeURIComponent(metadata({ token }))}`)),
  phorgeToken.map((token) =>
    form(`params%5B__conduit__%5D=${encodeURIComponent(JSON.stringify({ token }))}`),
  ),
  oauthToken.map((token) => form(`access_token=${token}`)),
  oauthToken.map((token) => form(`__conduit__[access_token]=${token}`)),
  hex.map((key) => {
    const signed = {
      'auth.type': 'asymmetric',
      'auth.key': key.join(''),
      'auth.signature': 'Zm9v',
      authUser: 'x',
    }
    return form(`params=${encodeURIComponent(metadata(signed))}`)
  }),
  fc.tuple(hex, fc.constantFrom('phsid', 'blue_phsid')).map(([session, name]) => ({
    body: '',
    headers: ['Cookie', `next_uri=1; ${name}=${session.join('')}; phusr=ada`, 'X-Phabricator-Csrf', 'B@x'],
  })),
  fc.constant({ body: '', headers: ['cookie', 'phsid=A%2Fanonymous'] }),
  fc.constant({ body: '', headers: ['Authorization', 'Basic YWRhOnNlY3JldA=='] }),
  fc.constant({ body: '', headers: [] }),
)

function form(body: string) {
  return { body, headers: ['Content-Type', FORM] }
}

function metadata(identity: object): string {
  return JSON.stringify({ limit: 1, __conduit__: identity })
}

/** Whatever else a browser, arcanist or a script may send: odd names and cases, the same header twice. */
const moreHeaders = fc
  .array(
    fc.oneof(
      fc.tuple(
        fc.constantFrom(
          'Accept',
          'aCCept-Language',
          'User-Agent',
          'X-Requested-With',
          'x_underscore',
          'X-Twice',
        ),
        fc.constantFrom('*/*', 'de, en;q=0.5', '', 'arc', '"quoted", (comment)', 'caf\xe9'),
      ),
      fc.tuple(fc.constant('Content-Type'), fc.constantFrom('text/plain', 'application/json', 'nonsense')),
      fc.tuple(fc.constant('Content-Encoding'), fc.constantFrom('gzip', 'br', 'identity')),
    ),
    { maxLength: 4 },
  )
  .map((pairs) => pairs.flat())

const path = fc
  .tuple(
    fc.constantFrom(
      '/api/user.whoami',
      '/api/maniphest.search',
      '/api/maniphest.edit',
      '/api/file.upload',
      '/api/user%2Ewhoami',
      '/api/user.whoami/',
      '/api/',
      '/api/no.such.method',
      '/api/%zz',
      `/api/${'x'.repeat(300)}`,
    ),
    fc.constantFrom('', '?', '?output=human', '?a=%zz&a=%00', '?params=%7B', "?x[]=1&x[]='", '?__path__=/T1'),
  )
  .map(([address, query]) => address + query)

/** More bytes before it, which may make it unreadable for the gateway. */
const before = fc.oneof(
  { weight: 3, arbitrary: fc.constant(new Uint8Array()) },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array([...bytes, 0x26])),
  },
)

/** Calls in which nothing is the gateway's: with Phorge's own credentials, with none, and such as nobody can read. */
export const foreignCalls: fc.Arbitrary<WrittenCall> = fc
  .record({
    method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', 'HEAD'),
    path,
    proof,
    moreHeaders,
    before,
    chunked: fc.boolean(),
  })
  .map(({ method, path, proof, moreHeaders, before, chunked }) => ({
    method,
    path,
    headers: [...moreHeaders, ...proof.headers],
    body:
      method === 'GET' || method === 'HEAD'
        ? Buffer.alloc(0)
        : Buffer.concat([before, Buffer.from(proof.body)]),
    chunked,
  }))
