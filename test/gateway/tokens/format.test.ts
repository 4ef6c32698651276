import { describe, expect, it } from 'vitest'
import { hasCheck, isApiToken, isMistypedAccessToken, newToken } from '../../../gateway/src/tokens/format.ts'

describe.each(['api', 'cli', 'oat'] as const)('a token that begins with %s-', (kind) => {
  it('has its check characters', () => {
    for (let count = 0; count < 100; count++) expect(hasCheck(newToken(kind))).toBe(true)
  })

  it('is found out when any of its characters is another, or two beside each other are changed round', () => {
    const token = newToken(kind)
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'x' ? 'y' : 'x'
      expect(hasCheck(token.slice(0, at) + other + token.slice(at + 1)), `at ${at}`).toBe(false)
      const [a = '', b = ''] = [token[at], token[at + 1]]
      if (a !== b && b) expect(hasCheck(token.slice(0, at) + b + a + token.slice(at + 2))).toBe(false)
    }
  })
})

it('a personal token has 32 characters, as Phorge’s clients expect', () => {
  for (const kind of ['api', 'cli'] as const) {
    expect(newToken(kind)).toHaveLength(32)
    expect(isApiToken(newToken(kind))).toBe(true)
  }
  expect(isApiToken(newToken('oat'))).toBe(false)
})

it('an access token is known for mistyped only when it begins as one', () => {
  const token = newToken('oat')
  expect(isMistypedAccessToken(token)).toBe(false)
  expect(isMistypedAccessToken(token.slice(0, -1))).toBe(true)
  expect(isMistypedAccessToken(`${token}a`)).toBe(true)
  expect(isMistypedAccessToken('of another server')).toBe(false)
})
