import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { demoAccounts } from '../../../gateway/src/backends/embedded/embedded.ts'
import { type Listed, startManiphest } from './maniphest-under-test.ts'

test('every demo account signs in with its stated password', async () => {
  const { backend } = await startManiphest()
  for (const { userName, password } of demoAccounts) {
    expect(await backend.verifyPassword(userName, password)).toMatchObject({ userName })
  }
  expect(await backend.verifyPassword('rjkaplan', 'correct-horsf')).toBeUndefined()
})

test('a stranger’s name takes as long to refuse as a wrong password', async () => {
  const { backend } = await startManiphest()
  const timed = async (name: string) => {
    const start = performance.now()
    await backend.verifyPassword(name, 'wrong password')
    return performance.now() - start
  }
  await timed('rjkaplan')
  const [known, unknown, bot] = [await timed('rjkaplan'), await timed('nobody'), await timed('errorbot')]
  // Both derive a key, which takes a hundred milliseconds and more; a look-up alone would take none.
  expect(unknown).toBeGreaterThan(known / 5)
  expect(bot).toBeGreaterThan(known / 5)
})

test('a password can be changed, and the old one is worth nothing then', async () => {
  const { backend } = await startManiphest({ demo: false })
  const { phid } = await backend.createAccount({
    userName: 'new',
    realName: 'New',
    password: 'first password',
  })
  await backend.setPassword(phid, 'second password')
  expect(await backend.verifyPassword('new', 'first password')).toBeUndefined()
  expect(await backend.verifyPassword('NEW', 'second password')).toMatchObject({ phid, userName: 'new' })
})

test('disabled accounts and bots cannot sign in', async () => {
  const { backend, account } = await startManiphest()
  const { phid } = await account('angie')
  await backend.disableAccount(phid)
  expect(await backend.verifyPassword('angie', 'correct-horse')).toBeUndefined()
  expect((await account('angie')).isDisabled).toBe(true)
  await backend.enableAccount(phid)
  expect(await backend.verifyPassword('angie', 'correct-horse')).toMatchObject({ phid })

  const bot = await backend.createAccount({
    userName: 'bot',
    realName: 'Bot',
    password: 'a bot’s own',
    isBot: true,
  })
  expect(await backend.verifyPassword('bot', 'a bot’s own')).toBeUndefined()
  expect(bot.isDisabled).toBe(false)
})

test('a name that is taken, malformed, or a password that is too short is refused', async () => {
  const { backend } = await startManiphest()
  const create = (userName: string, password = 'long enough') =>
    backend.createAccount({ userName, realName: 'Somebody', password })
  await expect(create('RJKaplan')).rejects.toThrow('taken')
  await expect(create('two words')).rejects.toThrow('user name')
  await expect(create('ends.')).rejects.toThrow('user name')
  await expect(create('short', 'seven77')).rejects.toThrow('8 characters')
  expect(await backend.accountByName('short')).toBeUndefined()
})

test('what was written is there after a restart, and the demo is not filled in again', async () => {
  const dataDirectory = temporaryFolder()
  const first = await startManiphest({ dataDirectory })
  const rachel = await first.account('rjkaplan')
  const id = await first.create(rachel, 'survives')
  await first.backend.disableAccount((await first.account('angie')).phid)
  await first.backend.close()

  const second = await startManiphest({ dataDirectory })
  expect(await second.found(rachel, { ids: [id] })).toEqual([id])
  expect((await second.account('angie')).isDisabled).toBe(true)
  expect((await second.call<Listed>(rachel, 'user.search')).data).toHaveLength(demoAccounts.length + 1)
})

test('no password stands in the database', async () => {
  const dataDirectory = temporaryFolder()
  const { backend } = await startManiphest({ dataDirectory })
  await backend.createAccount({ userName: 'secretive', realName: 'S', password: 'pass-8f2c-word' })
  await backend.close()
  const bytes = readFileSync(join(dataDirectory, 'maniphest.sqlite')).toString('latin1')
  expect(bytes).toContain('secretive')
  expect(bytes).not.toContain('pass-8f2c-word')
  expect(bytes).not.toContain('correct-horse')
})

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'maniphest-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
