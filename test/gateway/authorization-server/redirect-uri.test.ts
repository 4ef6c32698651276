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
