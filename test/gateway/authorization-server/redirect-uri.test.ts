import { expect, test } from 'vitest'
import { isRedirectUriAllowed } from '../../../gateway/src/authorization-server/redirect-uri.ts'

const registered = {
  kind: 'public' as const,
  phorgeCompatible: false,
  callbackIsPrefix: false,
  redirectUris: ['http://127.0.0.1:4000/done?a=1', 'http://[::1]/done', 'https://viewer.example/callback'],
}

test.each([
  ['http://127.0.0.1:4000/done?a=1', true],
  ['http://127.0.0.1:50000/done?a=1', true],
  ['http://127.0.0.1/done?a=1', true],
  ['http://[::1]:50000/done', true],
  ['http://localhost:4000/done?a=1', false],
  ['http://127.0.0.1:4000/done', false],
  ['http://127.0.0.1:4000/done?a=1&b=2', false],
  ['http://127.0.0.1:99999/done?a=1', false],
  ['http://127.0.0.1:4000@evil.example/done?a=1', false],
  ['http://127.0.0.1.evil.example/done?a=1', false],
  ['https://127.0.0.1:4000/done?a=1', false],
  ['https://viewer.example:444/callback', false],
])('a public client may be answered at %s: %s', (candidate, expected) => {
  expect(isRedirectUriAllowed(registered, candidate)).toBe(expected)
})

test.each([
  ['https://viewer.example/callback?next=/x', true],
  ['https://viewer.example/callback?next=/x#fragment', false],
  ['https://viewer.example/callback/?next=/x', false],
  ['https://viewer.example.evil.example/callback?next=/x', false],
  ['https://viewer.example@evil.example/callback?next=/x', false],
  ['http://127.0.0.1:4000/done?b=2&a=1', true],
  ['http://127.0.0.1:4000/done?a=2', false],
  ['http://127.0.0.1:4001/done?a=1', false],
  ['http://127.0.0.1:4000/done?a=1&a=2', false],
  ['http://127.0.0.1:4000/done?a=1?b', false],
  ['https://viewer.example/callback?next=/x?y', true],
  ['https://viewer.example/callback?code=of-somebody-else', false],
  ['https://viewer.example/callback?next=/&error=server_error', false],
  ['https://viewer.example/callback?state=x', false],
  ['https://viewer.example/callback?%73tate=x', false],
  ['https://viewer.example/callback?iss=https%3A%2F%2Fevil.example', false],
  ['https://viewer.example\\@evil.example/callback?next=/x', false],
  ['https://viewer.example./callback?next=/x', false],
])('an application written for Phorge may be answered at %s: %s', (candidate, expected) => {
  const application = { ...registered, kind: 'confidential' as const, phorgeCompatible: true }
  expect(isRedirectUriAllowed(application, candidate)).toBe(expected)
})

test.each([
  ['https://viewer.example/callback', true],
  ['https://viewer.example/callback/', true],
  ['https://viewer.example/callback/teams/blue-7', true],
  ['https://viewer.example/callback/teams/?next=1', true],
  ['https://viewer.example/callback?next=/x', true],
  ['https://viewer.example/callback-of-somebody-else', false],
  ['https://viewer.example/callbacks', false],
  ['https://viewer.example/call', false],
  ['https://viewer.example/callback/../admin', false],
  ['https://viewer.example/callback/./x', false],
  ['https://viewer.example/callback/%2e%2e/admin', false],
  ['https://viewer.example/callback/%2E%2E%2Fadmin', false],
  ['https://viewer.example/callback/..%2fadmin', false],
  ['https://viewer.example/callback/%252e%252e/admin', false],
  ['https://viewer.example/callback/..;/admin', false],
  ['https://viewer.example/callback/;x/admin', false],
  ['https://viewer.example/callback/..\\admin', false],
  ['https://viewer.example/callback//evil.example', false],
  ['https://viewer.example/callback/\tx', false],
  ['https://viewer.example/callback/x\n', false],
  ['https://viewer.example/callback/ü', false],
  ['https://viewer.example/callback/x#fragment', false],
  ['https://viewer.example/callback/x?code=1', false],
  ['https://viewer.example/callback/x?st%61te=1', false],
  ['https://viewer.example:443/callback/x', false],
  ['https://viewer.example:8443/callback/x', false],
  ['https://VIEWER.example/callback/x', false],
  ['https://viewer.example.evil.example/callback/x', false],
  ['https://viewer.example@evil.example/callback/x', false],
  ['http://viewer.example/callback/x', false],
  ['https://evil.example/?https://viewer.example/callback/x', false],
])(
  'an application whose address was approved as a prefix may be answered at %s: %s',
  (candidate, expected) => {
    const redirectUris = ['https://viewer.example/callback']
    const application = { ...registered, redirectUris, kind: 'confidential' as const, callbackIsPrefix: true }
    expect(isRedirectUriAllowed(application, candidate)).toBe(expected)
  },
)

test.each([
  ['https://viewer.example', 'https://viewer.example/x', true],
  ['https://viewer.example', 'https://viewer.example.evil.example/x', false],
  ['https://viewer.example', 'https://viewer.example@evil.example/', false],
  ['https://viewer.example', 'https://viewer.example:8443/', false],
  ['https://viewer.example/', 'https://viewer.example/x/y', true],
  ['https://viewer.example/', 'https://viewer.example//evil.example', false],
  ['http://localhost:4000/', 'http://localhost:4001/x', false],
])('the prefix %s allows %s: %s', (prefix, candidate, expected) => {
  const application = {
    ...registered,
    redirectUris: [prefix],
    kind: 'confidential' as const,
    callbackIsPrefix: true,
  }
  expect(isRedirectUriAllowed(application, candidate)).toBe(expected)
})
