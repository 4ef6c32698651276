import { describe, expect, it } from 'vitest'
import { denyList } from '../../../gateway/src/access/methods.ts'
import type { TypedProposal } from '../../../gateway/src/applications/proposal/proposal.ts'
import { redirectWarnings } from '../../../gateway/src/applications/proposal/redirect-rules.ts'
import { readProposal } from '../../../gateway/src/applications/proposal/rules.ts'

const plain: TypedProposal = {
  name: 'Error viewer',
  kind: 'confidential',
  redirectUris: ['https://errors.example.com/callback'],
}
const context = {
  versions: ['1.0'],
  methods: ['maniphest.search', 'maniphest.edit', 'user.whoami', 'conduit.getcertificate'],
  deny: denyList(),
  terms: undefined,
}

function read(
  changes: TypedProposal,
  given: Partial<Omit<typeof context, 'terms'>> & { terms?: string } = {},
) {
  return readProposal({ ...plain, ...changes }, { ...context, ...given })
}

describe('a proposal', () => {
  it('gets what it does not say: the next version, the usual grant types, from everywhere', () => {
    expect(read({})).toEqual({
      proposal: {
        name: 'Error viewer',
        version: '2.0',
        description: '',
        kind: 'confidential',
        ownerOnly: false,
        redirectUris: ['https://errors.example.com/callback'],
        callbackIsPrefix: false,
        grantTypes: ['authorization_code', 'refresh_token'],
        requestedScopes: [],
        contact: undefined,
        addressRanges: ['0.0.0.0/0', '::/0'],
        origins: [],
        phorgeCompatible: false,
        terms: undefined,
      },
    })
  })

  it('for its owner alone that goes nowhere acts as its owner', () => {
    expect(read({ ownerOnly: true, redirectUris: [] })).toMatchObject({
      proposal: { grantTypes: ['client_credentials'] },
    })
  })

  it('asks for what patterns stand for today, and not for what every application may', () => {
    expect(read({ scopes: ['maniphest.*', 'user.whoami', 'maniphest.edit:status'] })).toMatchObject({
      proposal: { requestedScopes: ['maniphest.edit', 'maniphest.edit:status', 'maniphest.search'] },
    })
  })

  it.each<[TypedProposal, string, string]>([
    [{ name: '  ' }, 'name', 'required'],
    [{ name: 'x'.repeat(101) }, 'name', 'too_long'],
    [{ description: 'x'.repeat(501) }, 'description', 'too_long'],
    [{ version: 'one' }, 'version', 'not_a_version'],
    [{ version: '1.0' }, 'version', 'taken'],
    [{ version: '1' }, 'version', 'taken'],
    [{ version: '0.9' }, 'version', 'not_higher'],
    [{ version: '1.0-beta' }, 'version', 'not_higher'],
    [{ kind: 'secret' }, 'kind', 'required'],
    [{ redirectUris: [] }, 'redirectUris', 'required'],
    [{ redirectUris: ['callback'] }, 'redirectUris', 'not_an_address'],
    [{ redirectUris: ['https://e.example/\\evil.example'] }, 'redirectUris', 'not_an_address'],
    [{ redirectUris: ['http://errors.example.com/callback'] }, 'redirectUris', 'not_encrypted'],
    [{ redirectUris: ['http://localhost.example.com/callback'] }, 'redirectUris', 'not_encrypted'],
    [{ redirectUris: ['https://e.example/#x'] }, 'redirectUris', 'fragment'],
    [{ redirectUris: ['https://*.example/'] }, 'redirectUris', 'wildcard'],
    [{ redirectUris: ['https://a:b@e.example/'] }, 'redirectUris', 'user_in_address'],
    [{ redirectUris: ['javascript:alert(1)'] }, 'redirectUris', 'scheme'],
    [{ kind: 'public', redirectUris: ['errors:/callback'] }, 'redirectUris', 'scheme'],
    [{ kind: 'public', redirectUris: ['data:text/html,x'] }, 'redirectUris', 'scheme'],
    [{ redirectUris: ['com.example.errors:/callback'] }, 'redirectUris', 'scheme_of_confidential'],
    [
      { kind: 'public', redirectUris: ['com.example.errors:/callback', 'https://localhost:3000/callback'] },
      'redirectUris',
      'loopback_with_scheme',
    ],
    [
      { redirectUris: Array.from({ length: 21 }, (_, n) => `https://e.example/${n}`) },
      'redirectUris',
      'too_many',
    ],
    [{ callbackIsPrefix: true, redirectUris: ['https://e.example/a?b'] }, 'redirectUris', 'prefix'],
    [{ callbackIsPrefix: true, redirectUris: ['https://e.example/%61'] }, 'redirectUris', 'prefix'],
    [{ callbackIsPrefix: true, redirectUris: ['https://E.example/a'] }, 'redirectUris', 'prefix'],
    [{ callbackIsPrefix: true, redirectUris: ['https://e.example/a/../b'] }, 'redirectUris', 'prefix'],
    [
      { callbackIsPrefix: true, kind: 'public', redirectUris: ['com.example.e:/a'] },
      'redirectUris',
      'prefix',
    ],
    [{ grantTypes: ['password'] }, 'grantTypes', 'unknown_grant_type'],
    [{ grantTypes: [] }, 'grantTypes', 'required'],
    [
      { grantTypes: ['client_credentials', 'refresh_token'], ownerOnly: true },
      'grantTypes',
      'nothing_to_refresh',
    ],
    [{ grantTypes: ['client_credentials'] }, 'grantTypes', 'not_owner_only'],
    [
      { grantTypes: ['client_credentials'], ownerOnly: true, kind: 'public' },
      'grantTypes',
      'not_confidential',
    ],
    [{ origins: ['https://e.example/path'] }, 'origins', 'not_an_origin'],
    [{ scopes: ['maniphest.serach'] }, 'scopes', 'unknown_scope'],
    [{ scopes: ['maniphest.edit:nothing'] }, 'scopes', 'unknown_scope'],
    [{ scopes: ['conduit.getcertificate'] }, 'scopes', 'unknown_scope'],
    [{ addressRanges: ['10.0.0.0/33'] }, 'addressRanges', 'not_a_range'],
    [{ contact: 'rachel' }, 'contact', 'not_an_address'],
    [{ contact: 'a@b.example\r\nBcc: c@d.example' }, 'contact', 'not_an_address'],
    [{ phorgeCompatible: true, kind: 'public' }, 'phorgeCompatible', 'public'],
  ])('with %j is refused: %s, %s', (changes, field, rule) => {
    const found = read(changes)
    expect('problems' in found && found.problems).toMatchObject([{ field, rule }])
  })

  it('is told all that is wrong at once, and each message says what would be right', () => {
    const found = read({ name: '', version: '0', redirectUris: ['http://e.example/'], contact: '@' })
    const problems = 'problems' in found ? found.problems : []
    expect(problems.map(({ field }) => field)).toEqual(['name', 'version', 'redirectUris', 'contact'])
    for (const { message } of problems) expect(message).toMatch(/\S.{8,}[.]$/)
  })

  it.each([
    ['http://localhost/callback', 'confidential'],
    ['http://127.0.0.1:8080/callback', 'public'],
    ['http://[::1]/callback', 'public'],
    ['com.example.errors:/callback', 'public'],
    ['https://errors.example.com', 'confidential'],
  ])('may have codes sent to %s when it is %s', (uri, kind) => {
    expect(read({ redirectUris: [uri], kind })).toHaveProperty('proposal')
  })

  it('keeps an address that it has, also when a rule came later that would refuse it', () => {
    const old = 'http://errors.corp/callback'
    expect(readProposal({ ...plain, redirectUris: [old] }, { ...context, kept: [old] })).toHaveProperty(
      'proposal',
    )
  })

  it('has to accept the terms where there are some, and as they are now', () => {
    const refusal = (terms?: string) => {
      const found = read({ terms }, { terms: 'v2' })
      return 'problems' in found ? found.problems.map(({ rule }) => rule) : found.proposal.terms
    }
    expect(refusal()).toEqual(['terms_not_accepted'])
    expect(refusal('v1')).toEqual(['terms_changed'])
    expect(refusal('v2')).toBe('v2')
  })

  it('is warned of bare domains and of prefixes', () => {
    const warnings = (redirectUris: string[], callbackIsPrefix = false) =>
      redirectWarnings({ redirectUris, callbackIsPrefix })
    expect(warnings(['https://errors.example.com/callback'])).toEqual([])
    expect(warnings(['https://errors.example.com/'])).toEqual([expect.stringContaining('is a bare domain')])
    expect(warnings(['https://errors.example.com', 'https://e.example/cb'], true)).toEqual([
      expect.stringContaining('is a bare domain'),
      expect.stringContaining('every address that begins so'),
    ])
  })
})
