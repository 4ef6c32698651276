import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readSecurityLog } from '../../../gateway/src/audit/security-log.ts'
import { removeFactorsOf } from '../../../gateway/src/second-factor/factors.ts'
import { listTokens } from '../../../gateway/src/tokens/list.ts'
import { type Pages, startPages } from '../pages/pages-under-test.ts'
import { fieldsOf, type Shown, type Visitor } from '../pages/visitor.ts'
import { type Authenticator, SETTINGS, setUpApp } from './authenticator.ts'

const TOKENS = '/gateway/settings/tokens/new'

let pages: Pages
let rjkaplan: Visitor
let app: Authenticator
let recoveryCodes: string[]

beforeAll(async () => {
  pages = await startPages()
})
afterAll(() => pages.close())
beforeEach(async () => {
  await removeFactorsOf(pages.gateway, (await pages.account('rjkaplan')).phid)
  // So long after the last test that no attempt of it counts any more.
  pages.advance(3600)
  rjkaplan = await pages.signedIn('rjkaplan')
  ;({ app, recoveryCodes } = await setUpApp(pages, rjkaplan))
})

/** Fills in the form for a new token: what comes is the question. */
async function ask(visitor: Visitor, name: string): Promise<Shown> {
  return visitor.submit(await visitor.open(TOKENS), TOKENS, { name, rights: 'read-only', expires: '30' })
}

async function tokenNames(): Promise<string[]> {
  const { phid } = await pages.account('rjkaplan')
  return (await listTokens(pages.gateway, { userPhids: [phid], states: ['active'] })).map(({ name }) => name)
}

async function logged(
  kind: 'second-factor-proved' | 'second-factor-failed',
): Promise<(string | undefined)[]> {
  const { phid: userPhid } = await pages.account('rjkaplan')
  const events = await readSecurityLog(pages.gateway.database, { kind, userPhid, limit: 100 })
  return events.map(({ detail }) => detail)
}

describe('something that matters', () => {
  it('is done after a code of the app, and not before', async () => {
    const question = await ask(rjkaplan, 'deploy')
    expect(question.text).toContain('Confirm that you want to make the API token “deploy”')
    expect(await tokenNames()).not.toContain('deploy')

    const done = await rjkaplan.submit(question, TOKENS, { second_factor_code: app.nextCode() })
    expect(done.html).toMatch(/aria-label="API token">api-/)
    expect(await tokenNames()).toContain('deploy')
    expect((await logged('second-factor-proved'))[0]).toBe('token-create, with the app Authenticator app')
  })

  it('is done at once for who has no second factor', async () => {
    const angie = await pages.signedIn('angie')
    expect((await ask(angie, 'angie’s')).html).toContain('aria-label="API token"')
  })

  it('is asked for again each time', async () => {
    await rjkaplan.submit(await ask(rjkaplan, 'first'), TOKENS, { second_factor_code: app.nextCode() })
    expect((await ask(rjkaplan, 'second')).text).toContain('Confirm that you want to')
    expect(await tokenNames()).not.toContain('second')
  })

  it('waits for a form that is right: no proof is wasted on one that is not', async () => {
    const page = await ask(rjkaplan, ' ')
    expect(page.status).toBe(422)
    expect(page.text).toContain('Give the token a name')
  })
})

describe('a code', () => {
  it('is good once', async () => {
    const code = app.nextCode()
    await rjkaplan.submit(await ask(rjkaplan, 'once'), TOKENS, { second_factor_code: code })
    const again = await rjkaplan.submit(await ask(rjkaplan, 'twice'), TOKENS, { second_factor_code: code })
    expect(again.status).toBe(422)
    expect(again.text).toContain('A code is good once')
    expect(await tokenNames()).toContain('once')
    expect(await tokenNames()).not.toContain('twice')
  })

  it('lets through exactly one of ten who bring it at the same moment', async () => {
    const questions = await Promise.all(
      Array.from({ length: 10 }, (_, index) => ask(rjkaplan, `race ${index}`)),
    )
    const second_factor_code = app.nextCode()
    const answers = await Promise.all(
      questions.map((question) => rjkaplan.submit(question, TOKENS, { second_factor_code })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect((await tokenNames()).filter((name) => name.startsWith('race'))).toHaveLength(1)
  })

  it('that set up the app is not good for anything else', async () => {
    const answer = await rjkaplan.submit(await ask(rjkaplan, 'seen'), TOKENS, {
      second_factor_code: app.code(),
    })
    expect(answer.status).toBe(422)
  })

  it('that is wrong leaves what was typed, says so, and is told in the security log', async () => {
    const page = await rjkaplan.submit(await ask(rjkaplan, 'kept'), TOKENS, { second_factor_code: '000000' })
    expect(page.status).toBe(422)
    expect(fieldsOf(page, TOKENS).get('name')).toBe('kept')
    expect((await logged('second-factor-failed'))[0]).toBe('token-create')
    const done = await rjkaplan.submit(page, TOKENS, { second_factor_code: app.nextCode() })
    expect(done.html).toContain('aria-label="API token"')
  })

  it('can be guessed five times, and then only after a wait', async () => {
    let page = await ask(rjkaplan, 'guessed')
    for (let attempt = 0; attempt < 5; attempt += 1) {
      page = await rjkaplan.submit(page, TOKENS, { second_factor_code: `00000${attempt}` })
      expect(page.status).toBe(422)
    }
    page = await rjkaplan.submit(page, TOKENS, { second_factor_code: app.code() })
    expect(page.status).toBe(429)
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0)
    pages.advance(60)
    page = await rjkaplan.submit(await ask(rjkaplan, 'guessed'), TOKENS, { second_factor_code: app.code() })
    expect(page.status).toBe(200)
  })
})

describe('a proof', () => {
  it('for one value of a field is worth nothing for another', async () => {
    const question = await ask(rjkaplan, 'small')
    const page = await rjkaplan.submit(question, TOKENS, {
      name: 'large',
      second_factor_code: app.nextCode(),
    })
    expect(page.status).toBe(409)
    expect(page.text).toContain('Confirm that you want to make the API token “large”')
    expect(await tokenNames()).not.toContain('large')
  })

  it('for one action is worth nothing for another', async () => {
    const question = await ask(rjkaplan, 'mixed')
    const challenge = fieldsOf(question, TOKENS).get('second_factor_challenge') ?? ''
    const codes = await rjkaplan.submit(await rjkaplan.open(SETTINGS), `${SETTINGS}recovery-codes`, {
      second_factor_challenge: challenge,
      second_factor_code: app.nextCode(),
    })
    expect(codes.status).toBe(409)
    expect(codes.text).toContain('Confirm that you want to make new recovery codes')
  })

  it('is worth nothing in another browser of the same person', async () => {
    const question = await ask(rjkaplan, 'carried')
    const elsewhere = await pages.signedIn('rjkaplan')
    const { csrf = '' } = Object.fromEntries(fieldsOf(await elsewhere.open(TOKENS), TOKENS))
    const fields = fieldsOf(question, TOKENS)
    fields.set('csrf', csrf)
    fields.set('second_factor_code', app.nextCode())
    expect((await elsewhere.post(TOKENS, fields)).status).toBe(409)
  })

  it('comes too late after five minutes', async () => {
    const question = await ask(rjkaplan, 'late')
    pages.advance(301)
    const page = await rjkaplan.submit(question, TOKENS, { second_factor_code: app.code() })
    expect(page.status).toBe(409)
    expect(await tokenNames()).not.toContain('late')
  })
})

describe('a recovery code', () => {
  it('stands in for the app once', async () => {
    expect(recoveryCodes).toHaveLength(10)
    const [code = ''] = recoveryCodes
    const first = await rjkaplan.submit(await ask(rjkaplan, 'recovered'), TOKENS, {
      second_factor_recovery_code: code.toUpperCase(),
    })
    expect(first.html).toContain('aria-label="API token"')
    const second = await rjkaplan.submit(await ask(rjkaplan, 'recovered again'), TOKENS, {
      second_factor_recovery_code: code,
    })
    expect(second.status).toBe(422)
    expect((await rjkaplan.open(SETTINGS)).text).toContain('9 left')
  })
})

describe('where the settings require a second factor', () => {
  it('who has none is led to set one up, and goes on with what was typed', async () => {
    const strict = await startPages({ secondFactor: 'required' })
    try {
      const angie = await strict.signedIn('angie')
      const first = await ask(angie, 'strict')
      expect(first.status).toBe(403)
      expect(first.html).toContain(`href="${SETTINGS}"`)
      const { app: own } = await setUpApp(strict, angie)
      const question = await angie.submit(first, TOKENS)
      expect(question.text).toContain('Confirm that you want to make the API token “strict”')
      const done = await angie.submit(question, TOKENS, { second_factor_code: own.nextCode() })
      expect(done.html).toContain('aria-label="API token"')
    } finally {
      await strict.close()
    }
  })
})
