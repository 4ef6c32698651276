import { readFileSync } from 'node:fs'
import type { ConduitErrorCode, ScopeReason } from 'phorge-conduit'
import type { SignInOutcome } from 'phorge-conduit/server'
import { expect, test } from 'vitest'

/** The compiler says when one is left out or is none. */
const codes: Record<ConduitErrorCode | ScopeReason, true> = {
  auth_missing: true,
  auth_malformed: true,
  auth_invalid: true,
  auth_expired: true,
  auth_revoked: true,
  auth_address: true,
  auth_disabled: true,
  scope: true,
  not_granted: true,
  not_in_token: true,
  not_allowed: true,
  not_offered: true,
  second_factor: true,
  validation: true,
  permission: true,
  not_found: true,
  method_unknown: true,
  rate_limited: true,
  server: true,
  not_conduit: true,
  network: true,
  timeout: true,
  aborted: true,
  outcome_unknown: true,
  oauth_denied: true,
  oauth_callback: true,
  oauth_server: true,
  configuration: true,
}
const outcomes: Record<SignInOutcome, true> = { denied: true, expired: true, failed: true }

const guide = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
const rows = (text: string) => [...text.matchAll(/^\| `(\w+)` +\|/gm)].map(([, code]) => code)

test('the guide to errors has one row for every code and reason', () => {
  expect(rows(guide('errors.md')).sort()).toEqual(Object.keys(codes).sort())
})

test('the guide to sign-in has one row for every way in which it ends', () => {
  expect(rows(guide('sign-in.md')).sort()).toEqual(Object.keys(outcomes).sort())
})
