import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { issueToken, startGatewayUnderTest } from './gateway-under-test.ts'

const ROUNDS = 80
const CALLERS = 12

test('what another process revokes is refused from the next call on, however many calls come in', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'phorge-conduit-another-process-'))
  const gateway = await startGatewayUnderTest({ dataDirectory, logLevel: 'silent' })
  const foreign = new DatabaseSync(join(dataDirectory, 'gateway.sqlite'), { timeout: 5000 })
  const issued = await issueToken(gateway, { rules: ['user.whoami'] })
  const other = await issueToken(gateway, { rules: ['user.whoami'] })
  const call = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(`${gateway.url}/api/user.whoami`, { method: 'POST', headers })
    await response.text()
    return response.status
  }
  let isOver = false
  const keepCalling = async () => {
    const statuses = new Set<number>()
    while (!isOver) statuses.add(await call(other.token))
    return statuses
  }
  const callers = Array.from({ length: CALLERS }, keepCalling)

  const setRevoked = foreign.prepare('UPDATE access_tokens SET revoked_at = ? WHERE grant_id = ?')
  const found: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    setRevoked.run(round % 2 === 0 ? gateway.now : null, issued.grantId)
    found.push(await call(issued.token))
  }
  isOver = true

  expect(found).toEqual(Array.from({ length: ROUNDS }, (_, round) => (round % 2 === 0 ? 401 : 200)))
  for (const statuses of await Promise.all(callers)) expect([...statuses]).toEqual([200])
  foreign.close()
  await gateway.close()
  rmSync(dataDirectory, { recursive: true })
})
