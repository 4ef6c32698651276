import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readSecurityLog } from '../../../gateway/src/audit/security-log.ts'
import { keysCommand } from '../../../gateway/src/commands/keys.ts'
import { secondFactorCommand } from '../../../gateway/src/commands/second-factor.ts'
import { readConfig } from '../../../gateway/src/config.ts'
import { factorsOf, removeFactorsOf } from '../../../gateway/src/second-factor/factors.ts'
import { type Pages, passwordOf, startPages } from '../pages/pages-under-test.ts'
import type { Shown, Visitor } from '../pages/visitor.ts'
import { Authenticator, recoveryCodesOn, SETTINGS, secretOn, setUpApp } from './authenticator.ts'

const BEGIN = `${SETTINGS}authenticator-app`
const FINISH = `${SETTINGS}authenticator-app/finish`

let directory: string
let pages: Pages
let angie: Visitor

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'second-factor-'))
  pages = await startPages({ dataDirectory: directory })
})
afterAll(async () => {
  await pages.close()
  rmSync(directory, { recursive: true })
})
beforeEach(async () => {
  await removeFactorsOf(pages.gateway, (await pages.account('angie')).phid)
  angie = await pages.signedIn('angie')
})

async function begin(visitor: Visitor): Promise<Shown> {
  return visitor.submit(await visitor.open(SETTINGS), BEGIN)
}

async function factors() {
  return factorsOf(pages.gateway, (await pages.account('angie')).phid)
}

describe('an authenticator app', () => {
  it('is set up with a picture, or a key to type, and one code', async () => {
    const page = await begin(angie)
    expect(page.html).toMatch(/<div class="qr" role="img"[^>]*><svg/)
    const app = new Authenticator(pages, secretOn(page))
    expect(await factors()).toHaveLength(0)
    const after = await angie.submit(page, FINISH, { second_factor_code: app.code(), name: 'Telephone' })
    expect(recoveryCodesOn(after)).toHaveLength(10)
    expect((await factors()).map(({ name, kind }) => [name, kind])).toEqual([['Telephone', 'totp']])
    expect((await angie.open(SETTINGS)).text).toContain('Telephone Authenticator app')
  })

  it('counts for nothing after a wrong code, and can be finished with a right one', async () => {
    const page = await begin(angie)
    const app = new Authenticator(pages, secretOn(page))
    const wrong = await angie.submit(page, FINISH, { second_factor_code: '123', name: 'Telephone' })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('This is not the code of now')
    expect(secretOn(wrong)).toBe(app.secret)
    expect(await factors()).toHaveLength(0)
    await angie.submit(wrong, FINISH, { second_factor_code: app.code() })
    expect((await factors()).map(({ name }) => name)).toEqual(['Telephone'])
  })

  it('is not set up twice with one page', async () => {
    const page = await begin(angie)
    const app = new Authenticator(pages, secretOn(page))
    await angie.submit(page, FINISH, { second_factor_code: app.code() })
    expect((await angie.submit(page, FINISH, { second_factor_code: app.nextCode() })).status).toBe(409)
    expect(await factors()).toHaveLength(1)
  })
})

describe('a first factor', () => {
  it('takes the password again when the sign-in is older than ten minutes', async () => {
    pages.advance(601)
    const asked = await begin(angie)
    expect(asked.text).toContain('Your password, once more')
    const wrong = await angie.submit(asked, BEGIN, { password: 'a guess' })
    expect(wrong.status).toBe(422)
    expect(wrong.html).not.toContain('a guess')
    const page = await angie.submit(wrong, BEGIN, { password: passwordOf('angie') })
    expect(secretOn(page)).toMatch(/^[A-Z2-7]{32}$/)
  })

  it('does not become a second one when it was begun before another was there', async () => {
    const stolen = await pages.signedIn('angie')
    const page = await begin(stolen)
    await setUpApp(pages, angie)
    const app = new Authenticator(pages, secretOn(page))
    expect((await stolen.submit(page, FINISH, { second_factor_code: app.code() })).status).toBe(409)
    expect(await factors()).toHaveLength(1)
  })
})

describe('a further factor', () => {
  it('takes a proof with one that is there, and brings no further recovery codes', async () => {
    const { app } = await setUpApp(pages, angie)
    const question = await begin(angie)
    expect(question.text).toContain('Confirm that you want to add an authenticator app')
    const page = await angie.submit(question, BEGIN, { second_factor_code: app.nextCode() })
    const second = new Authenticator(pages, secretOn(page))
    const after = await angie.submit(page, FINISH, { second_factor_code: second.code(), name: 'Tablet' })
    expect(after.text).toContain('The second factor is set up.')
    expect(await factors()).toHaveLength(2)
  })
})

describe('removing', () => {
  it('takes a proof, and the last one takes the recovery codes along', async () => {
    const { app } = await setUpApp(pages, angie)
    const [factor] = await factors()
    const action = `${SETTINGS}${factor?.id}/remove`
    const question = await angie.submit(await angie.open(SETTINGS), action)
    expect(question.text).toContain('remove the second factor “Authenticator app”')
    expect(await factors()).toHaveLength(1)
    const after = await angie.submit(question, action, { second_factor_code: app.nextCode() })
    expect(after.text).toContain('You have no second factor.')
    const { phid: userPhid } = await pages.account('angie')
    const rows = pages.gateway.database.selectFrom('recovery_codes').where('user_phid', '=', userPhid)
    expect(await rows.selectAll().execute()).toEqual([])
  })

  it('of somebody else’s is not possible', async () => {
    await setUpApp(pages, angie)
    const [factor] = await factors()
    const rjkaplan = await pages.signedIn('rjkaplan')
    const csrf = /name="csrf" value="([^"]+)"/.exec((await rjkaplan.open(SETTINGS)).html)?.[1] ?? ''
    expect((await rjkaplan.post(`${SETTINGS}${factor?.id}/remove`, { csrf })).status).toBe(404)
    expect(await factors()).toHaveLength(1)
  })

  it('is what a command does for who has lost everything', async () => {
    await setUpApp(pages, angie)
    const config = readConfig({ options: { dataDirectory: directory } })
    expect(await secondFactorCommand(config, ['reset', 'angie'])).toContain('Removed every second factor')
    expect(await factors()).toHaveLength(0)
    expect(await secondFactorCommand(config, ['reset', 'angie'])).toBe('angie has no second factor.')
    const [event] = await readSecurityLog(pages.gateway.database, { limit: 1 })
    expect(event).toMatchObject({ kind: 'second-factor-removed', detail: 'all, by command' })
    await expect(secondFactorCommand(config, ['reset', 'nobody'])).rejects.toThrow('no account "nobody"')
  })
})

describe('new recovery codes', () => {
  it('end the old ones', async () => {
    const { app, recoveryCodes } = await setUpApp(pages, angie)
    const action = `${SETTINGS}recovery-codes`
    const question = await angie.submit(await angie.open(SETTINGS), action)
    const after = await angie.submit(question, action, { second_factor_code: app.nextCode() })
    const fresh = recoveryCodesOn(after)
    expect(fresh).toHaveLength(10)
    const again = await angie.submit(await angie.open(SETTINGS), action)
    const [old = ''] = recoveryCodes
    const refused = await angie.submit(again, action, { second_factor_recovery_code: old })
    expect(refused.status).toBe(422)
    const [code = ''] = fresh
    const taken = await angie.submit(refused, action, { second_factor_recovery_code: code })
    expect(recoveryCodesOn(taken)).toHaveLength(10)
  })
})

describe('what is kept', () => {
  it('is no secret in the clear, and no recovery code', async () => {
    const { app, recoveryCodes } = await setUpApp(pages, angie)
    const secrets = [app.secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))]
    const files = readdirSync(directory).filter((name) => name.includes('sqlite'))
    expect(files.length).toBeGreaterThan(1)
    for (const name of files) {
      const content = readFileSync(join(directory, name), 'latin1')
      expect(secrets.filter((secret) => content.includes(secret))).toEqual([])
    }
    expect(pages.log.join()).not.toContain(app.secret)
  })

  it('can be set up in a database that was restored without its keys', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'second-factor-restored-'))
    try {
      for (const vaultKeys of ['a', 'b'].map((letter) => letter.repeat(64))) {
        const restored = await startPages({ dataDirectory, vaultKeys })
        const { phid } = await restored.account('angie')
        const { recoveryCodes } = await setUpApp(restored, await restored.signedIn('angie'))
        expect(recoveryCodes).toHaveLength(10)
        await removeFactorsOf(restored.gateway, phid)
        await restored.close()
      }
    } finally {
      rmSync(dataDirectory, { recursive: true })
    }
  })

  it('is encrypted anew when the keys are rotated, and works on', async () => {
    const { app } = await setUpApp(pages, angie)
    const rowOf = () =>
      pages.gateway.database.selectFrom('second_factors').selectAll().executeTakeFirstOrThrow()
    const before = await rowOf()
    expect(await keysCommand(readConfig({ options: { dataDirectory: directory } }), ['rotate'])).toMatch(
      /^Encrypted one secret anew/,
    )
    const after = await rowOf()
    expect(after.key_id).not.toBe(before.key_id)
    expect(after.sealed).not.toBe(before.sealed)

    // The server looks into the file with the keys at most once a second.
    await expect.poll(() => pages.gateway.keys.key(after.key_id ?? '').catch(() => undefined)).toBeTruthy()
    const action = `${SETTINGS}${after.id}/remove`
    const question = await angie.submit(await angie.open(SETTINGS), action)
    await angie.submit(question, action, { second_factor_code: app.nextCode() })
    expect(await factors()).toHaveLength(0)
  })
})
