import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../scripts/browser.ts'
import { type RunningDemo, startDemo } from '../../scripts/start-demo.ts'
import { consent, errorRow, type Person, personAt, signIn } from './people.ts'
import { filesBelow, leaks, type Seen, watch } from './secrets.ts'
import { errorsOf } from './thrown.ts'

/** The bug of the sample program whose task the story follows. */
const BUG = "reading 'map'"

const dataDirectory = mkdtempSync(join(tmpdir(), 'phorge-conduit-story-'))
const seen: Seen[] = []
/** As they went through the browsers' address bars. */
const codes: string[] = []
const tokens = new Set<string>()
let demo: RunningDemo
let browser: Browser
let rjkaplan: Person
let angie: Person

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([
    startDemo({ dataDirectory, port: 0, sampleProgram: true, logLevel: 'trace' }),
    launchBrowser(),
  ])
  rjkaplan = await personAt(browser, 'rjkaplan')
  angie = await personAt(browser, 'angie')
  for (const { context } of [rjkaplan, angie]) {
    watch(context, seen)
    context.on('request', (request) => {
      const code = new URL(request.url()).searchParams.get('code')
      if (code) codes.push(code)
    })
  }
})

afterAll(async () => {
  await browser?.close()
  await demo?.close()
  rmSync(dataDirectory, { recursive: true, force: true })
})

// Tokens are rotated, replaced and revoked on the way: each is looked for, also those that are over.
afterEach(() => {
  for (const { accessToken, refreshToken } of keptTokens()) {
    for (const token of [accessToken, refreshToken]) if (token) tokens.add(token)
  }
})

describe('from an error to a task that the signed-in user created and closed', () => {
  it('shows an error that the sample program really threw', async () => {
    await rjkaplan.page.goto(demo.errorViewer.url)
    await errorRow(rjkaplan, BUG).waitFor()
  })

  it('signs rjkaplan in, who unticks one thing', async () => {
    await signIn(rjkaplan, demo, { except: ['maniphest.edit:comment'] })
    await rjkaplan.page
      .getByRole('region', { name: 'Missing access' })
      .getByText(/comment/)
      .waitFor()
  })

  it('creates a task with the error in it', async () => {
    await errorRow(rjkaplan, BUG).getByRole('button', { name: 'Create task' }).click()
    const dialog = rjkaplan.page.getByRole('dialog', { name: 'Create task' })
    expect(await dialog.getByLabel('Title').inputValue()).toContain('Cannot read properties')
    await dialog.getByRole('combobox', { name: 'Projects' }).fill('back')
    await rjkaplan.page.getByRole('option', { name: /Backend/ }).click()
    await dialog.getByRole('button', { name: 'Create task' }).click()
    await errorRow(rjkaplan, BUG).getByRole('link', { name: 'T1 Open' }).waitFor()
  })

  it('names rjkaplan as the author on the task page', async () => {
    const page = await taskPage(rjkaplan)
    await page.getByText('rjkaplan created this task').waitFor()
    await page.getByText('Backend').first().waitFor()
    await page.close()
  })

  it('closes and reopens the task', async () => {
    const row = errorRow(rjkaplan, BUG)
    await close(rjkaplan, {})
    await row.getByRole('link', { name: 'T1 Resolved' }).waitFor()
    await row.getByRole('button', { name: 'Reopen task' }).click()
    await row.getByRole('link', { name: 'T1 Open' }).waitFor()
    const page = await taskPage(rjkaplan)
    await page.getByText('rjkaplan closed this task as Resolved').waitFor()
    await page.close()
  })

  it('refuses what was unticked, says what is missing, and asks for exactly that', async () => {
    await close(rjkaplan, { comment: 'Fixed in r123' })
    const refusal = rjkaplan.page.getByRole('alert').filter({ hasText: 'maniphest.edit:comment' })
    await refusal.waitFor()
    await refusal.getByRole('link', { name: 'Grant access' }).click()
    await rjkaplan.page.getByRole('checkbox', { name: 'maniphest.edit:comment' }).waitFor()
    await consent(rjkaplan)
  })

  it('works once it is granted', async () => {
    await rjkaplan.page.getByRole('banner').getByText('rjkaplan').waitFor()
    if (!(await rjkaplan.page.getByRole('dialog').isVisible()))
      await close(rjkaplan, { comment: 'Fixed in r123' })
    else
      await rjkaplan.page
        .getByRole('dialog')
        .getByRole('button', { name: /^Close as/ })
        .click()
    await errorRow(rjkaplan, BUG).getByRole('link', { name: 'T1 Resolved' }).waitFor()
    const page = await taskPage(rjkaplan)
    await page.getByText('Fixed in r123').waitFor()
    await page.close()
  })

  it('shows angie the same task, and records her closing as hers', async () => {
    await errorRow(rjkaplan, BUG).getByRole('button', { name: 'Reopen task' }).click()
    await errorRow(rjkaplan, BUG).getByRole('link', { name: 'T1 Open' }).waitFor()

    await signIn(angie, demo)
    await errorRow(angie, BUG).getByRole('link', { name: 'T1 Open' }).waitFor()
    await close(angie, { status: 'Wontfix' })
    await errorRow(angie, BUG).getByRole('link', { name: 'T1 Wontfix' }).waitFor()
    const page = await taskPage(angie)
    await page.getByText('angie closed this task as Wontfix').waitFor()
    await page.close()
  })

  it('says at the next click that access was revoked in the gateway, and offers to sign in', async () => {
    const { page } = rjkaplan
    await page.reload()
    await errorRow(rjkaplan, BUG).getByRole('button', { name: 'Reopen task' }).click()
    await errorRow(rjkaplan, BUG).getByRole('button', { name: 'Close task' }).click()
    const dialog = page.getByRole('dialog', { name: 'Close T1' })
    await dialog.getByRole('button', { name: 'Close as Resolved' }).waitFor()

    const settings = await rjkaplan.context.newPage()
    await settings.goto(`${demo.gateway.url}/gateway/settings/applications/`)
    await settings.getByRole('button', { name: 'Revoke Error viewer' }).click()
    await settings.getByText('can no longer act in your name').waitFor()
    await settings.close()

    await dialog.getByRole('button', { name: 'Close as Resolved' }).click()
    const refusal = dialog.getByRole('alert')
    await refusal.getByText('Access was revoked').waitFor()
    await refusal.getByRole('link', { name: 'Sign in' }).click()
    await consent(rjkaplan)
    await page.getByRole('banner').getByText('rjkaplan').waitFor()
    await page.getByRole('button', { name: 'Close as Resolved' }).click()
    await errorRow(rjkaplan, BUG).getByRole('link', { name: 'T1 Resolved' }).waitFor()
  })

  it('leaves no secret in a log, a database, a page or an error', async () => {
    const secrets = await secretsInPlay()
    expect(secrets.size).toBeGreaterThan(12)
    const { accessToken = '', refreshToken = '' } = latestTokens()
    const thrown = await errorsOf(demo, accessToken, refreshToken, clientSecret())
    // The two files whose purpose is to keep a secret, both readable by their owner alone.
    const kept = ['client-secret', 'error-viewer/tokens']
    const running = { where: 'the running gateway', text: inspect(demo.gateway.gateway, { depth: 6 }) }
    const places = [...filesBelow(dataDirectory, kept), ...seen, ...thrown, running]
    expect(places.length).toBeGreaterThan(40)
    expect(leaks(secrets, places)).toEqual([])
  })
})

async function close(
  person: Person,
  { comment, status }: { comment?: string; status?: string },
): Promise<void> {
  await errorRow(person, BUG).getByRole('button', { name: 'Close task' }).click()
  const dialog = person.page.getByRole('dialog')
  if (status) await dialog.getByRole('radio', { name: status }).check()
  if (comment) await dialog.getByLabel('Comment').fill(comment)
  await dialog.getByRole('button', { name: /^Close as/ }).click()
}

/** The task's page in Maniphest, in a tab of its own. */
async function taskPage({ context }: Person): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${demo.gateway.url}/T1`)
  return page
}

const clientSecret = () => readFileSync(join(dataDirectory, 'client-secret'), 'utf8')

/** Every secret that the story used, by name. */
async function secretsInPlay(): Promise<Map<string, string>> {
  const secrets = new Map<string, string>([['client secret', clientSecret()]])
  for (const [index, token] of [...tokens].entries()) secrets.set(`token ${index + 1}`, token)
  for (const [index, code] of codes.entries()) secrets.set(`authorization code ${index + 1}`, code)
  for (const person of [rjkaplan, angie]) {
    secrets.set(`password of ${person.userName}`, person.password)
    for (const { name, value } of await person.context.cookies()) {
      // The interaction's identifier is part of its address; what proves whose it is, is the signature beside it.
      if (name === 'oauth_interaction' || value.length < 16) continue
      secrets.set(`cookie ${name} of ${person.userName}`, value)
    }
  }
  return secrets
}

/** The tokens that the error viewer keeps at this moment. */
function keptTokens(): { accessToken?: string; refreshToken?: string }[] {
  const file = join(dataDirectory, 'error-viewer/tokens.json')
  if (!existsSync(file)) return []
  const entries = (value: unknown): object[] =>
    typeof value !== 'object' || value === null
      ? []
      : 'accessToken' in value
        ? [value]
        : Object.values(value).flatMap(entries)
  return entries(JSON.parse(readFileSync(file, 'utf8')))
}

const latestTokens = () => keptTokens().at(-1) ?? {}
