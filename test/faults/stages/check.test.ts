import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decideProposal } from '../../../gateway/src/applications/decide.ts'
import { proposeApplication } from '../../../gateway/src/applications/propose.ts'
import { resetSecret } from '../../../gateway/src/applications/reset-secret.ts'
import { disposeToken, revokeAllTokens, rotateToken } from '../../../gateway/src/tokens/end.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { check } from './check.ts'
import { demoAccount, startOn } from './gateway.ts'
import { brokenSecrets } from './good-secrets.ts'
import { Ledger } from './ledger.ts'
import { CONTACT } from './scene.ts'

// The control of `npm run faults -- stages`: what looks for halves finds them.
let folder: string
let crowd: string
let now: number
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-halves-'))
  const { gateway, close } = await startOn(join(folder, 'whole'))
  now = gateway.now()
  const [owner, admin] = [await demoAccount(gateway, 'rjkaplan'), await demoAccount(gateway, 'admin')]
  crowd = (await demoAccount(gateway, 'angie')).phid

  const typed = { name: 'Viewer', kind: 'confidential', contact: CONTACT, scopes: ['maniphest.search'] }
  const proposal = { ...typed, redirectUris: ['https://viewer.example/callback'] }
  const proposed = await proposeApplication(gateway, proposal, owner)
  if ('problems' in proposed) throw new Error(JSON.stringify(proposed.problems))
  const { clientId, changeToken } = proposed.application
  await decideProposal(gateway, clientId, { stage: 'approved', reason: 'approve', changeToken }, admin)
  await resetSecret(gateway, clientId, { overlapMinutes: 60, reason: 'reset' }, admin)

  const token = await createApiToken(gateway, { userPhid: owner.phid, name: 'deploy' })
  await rotateToken(gateway, token.phid, { author: owner, reason: 'rotate', overlapMinutes: 60 })
  const ended = await createApiToken(gateway, { userPhid: owner.phid, name: 'ended' })
  await disposeToken(gateway, ended.phid, { author: owner })
  for (const name of ['one', 'two']) await createApiToken(gateway, { userPhid: crowd, name })
  await revokeAllTokens(gateway, crowd, { author: { phid: crowd } })
  await close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let copies = 0
async function found(change: string, ledger = new Ledger()): Promise<string> {
  const copy = join(folder, `copy ${copies++}`)
  cpSync(join(folder, 'whole'), copy, { recursive: true })
  const database = new DatabaseSync(join(copy, 'gateway.sqlite'))
  database.exec(change)
  database.close()
  const { violations } = await check(copy, { ledger, seen: { mails: new Map() }, now, crowd })
  return violations.join('\n')
}

test('a gateway that was not interrupted leaves nothing by half', async () => {
  expect(await found('')).toBe('')
})

test.each([
  ['stage', "UPDATE applications SET stage = 'proposed'", /its stage is “proposed”.*“approved”/],
  ['rules', 'DELETE FROM application_rules', /its rules is “”.*“maniphest.search”/],
  ['history', "DELETE FROM object_history WHERE type = 'stage'", /its stage is “approved”.*“proposed”/],
  ['scopes in the history', "DELETE FROM object_history WHERE type = 'scopes'", /approved for nothing/],
  ['change token', 'UPDATE applications SET change_token = 1', /its change token is “1”/],
  ['notice', "DELETE FROM mail_queue WHERE body LIKE '%approve%'", /not told of “approve”/],
])('half an approval is found: one without its %s', async (_what, change, text) => {
  expect(await found(change)).toMatch(text)
})

test('an event that is missing in the security log is found twice: in its chain, and beside the history', async () => {
  const violations = await found(
    "DROP TRIGGER security_log_removed_in_order; DELETE FROM security_log WHERE kind = 'application-approved'",
  )
  expect(violations).toMatch(/^the security log: Rows before row \d+ are missing/)
  expect(violations).toMatch(
    /the security log is “application-proposed, client-secret-replaced”.*application-approved/,
  )
})

test.each([
  [
    'of an application, for longer than was said',
    'UPDATE applications SET old_secret_until = old_secret_until + 3600',
    /the end of its old secret is/,
  ],
  ['of a token, for ever', 'UPDATE api_token_secrets SET ends_at = NULL', /2 secrets are in force/],
  [
    'of a token, for longer than was said',
    'UPDATE api_token_secrets SET ends_at = ends_at + 3600',
    /a secret from before is good until/,
  ],
  [
    'of a token that was disposed of',
    "INSERT INTO api_token_secrets (digest, token_id, has_check) SELECT 'x', id, 1 FROM api_tokens WHERE name = 'ended'",
    /“ended”: it is disposed of, and has secrets/,
  ],
])('a second secret is found: %s', async (_whose, change, text) => {
  expect(await found(change)).toMatch(text)
})

test('a revocation by half is found', async () => {
  const back = "UPDATE api_tokens SET revoked_at = NULL WHERE name = 'one'"
  expect(await found(back)).toMatch(/“one”: it is not revoked, and its history tells otherwise/)
  const forgotten = `${back}; DELETE FROM object_history WHERE type = 'revoke' AND object_phid IN (SELECT phid FROM api_tokens WHERE name = 'one')`
  expect(await found(forgotten)).toMatch(/“one”: it is good, and others were revoked with it/)
})

test('what was acknowledged and is not there is found, and what was refused and is there', async () => {
  const ledger = new Ledger()
  await ledger.attempt('approve', async () => true)
  expect(await found('', ledger)).toBe('“approve 0” was answered as done, and is not there')
  await ledger.attempt('rotate a token', async () => undefined)
  const there = "UPDATE object_history SET reason = 'rotate a token 1' WHERE reason = 'rotate'"
  expect(await found(there, ledger)).toContain('“rotate a token 1” was refused, and is there')
})

test('a secret that is taken after its overlap is found', async () => {
  const old = { name: 'rotate', isGood: true, isLast: false, isTaken: async () => true }
  expect(await brokenSecrets('', [old], 'isGood')).toEqual([])
  expect(await brokenSecrets('', [old], 'isLast')).toEqual([
    'the secret of “rotate” is taken after every overlap, against its history',
  ])
})
