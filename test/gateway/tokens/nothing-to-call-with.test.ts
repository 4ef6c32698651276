import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Pages, startPages } from '../pages/pages-under-test.ts'

const TOKENS = '/gateway/settings/tokens/'
const SHORTEST = 20

let directory: string
let pages: Pages
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'nothing-to-call-with-'))
  pages = await startPages({ dataDirectory: directory, logLevel: 'trace' })
})
afterEach(async () => {
  await pages.close()
  rmSync(directory, { recursive: true })
})

async function whoami(token: string): Promise<string | null> {
  const response = await fetch(`${pages.origin}/api/user.whoami`, {
    method: 'POST',
    body: new URLSearchParams({ params: JSON.stringify({ __conduit__: { token } }), output: 'json' }),
  })
  return ((await response.json()) as { error_code: string | null }).error_code
}

async function whoamiByBearer(token: string): Promise<string | null> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${pages.origin}/api/user.whoami`, { method: 'POST', headers })
  return ((await response.json()) as { error_code: string | null }).error_code
}

/** Tokens in every state, used, refused, rotated, and reported: everything that may leave a trace of a secret. */
async function leaveTraces(): Promise<string[]> {
  const angie = await pages.signedIn('angie')
  const secretIn = (html: string) => /aria-label="API token">([^<]+)</.exec(html)?.[1] ?? ''
  const make = (more: Record<string, string>) =>
    angie.open(`${TOKENS}new`).then((form) => angie.submit(form, `${TOKENS}new`, { rights: 'all', ...more }))
  const made = await make({ name: 'one' })
  const commandLine = await make({ name: 'two', kind: 'cli', addresses: '192.0.2.1' })
  const path = /\/gateway\/settings\/tokens\/PHID-CTKN-\w+\//.exec(made.html)?.[0] ?? ''
  const rotated = await angie.submit(made, `${path}rotate`, { overlap: '60', reason: 'because' })
  const secrets = [made, commandLine, rotated].map(({ html }) => secretIn(html))
  for (const secret of secrets) await whoami(secret)
  await fetch(`${pages.origin}/api/user.whoami?api.token=${secrets[0]}`)
  return secrets
}

/** Every text of a file, also what base64 and hexadecimal digits stand for, in windows of the length of a token. */
function textsIn(bytes: Buffer): Set<string> {
  const texts = new Set<string>()
  for (const [run] of bytes.toString('latin1').matchAll(new RegExp(`[!-~]{${SHORTEST},}`, 'g'))) {
    texts.add(run)
    for (const [word] of run.matchAll(new RegExp(`[\\w+/=-]{${SHORTEST},}`, 'g'))) {
      texts.add(word)
      for (const encoding of ['base64', 'hex'] as const) {
        const decoded = Buffer.from(word, encoding).toString('latin1')
        if (/^[!-~]{20,}$/.test(decoded)) texts.add(decoded)
      }
    }
    // Columns stand one after the other in a row: a token may begin anywhere in what looks like one text.
    for (const [, token = ''] of run.matchAll(/(?=((?:api|cli)-[a-z0-9]{28}))/g)) texts.add(token)
    for (const [, token = ''] of run.matchAll(/(?=(oat-[a-z0-9]{38}))/g)) texts.add(token)
  }
  return texts
}

it('nothing in the data directory or the log can be used to call', async () => {
  const secrets = await leaveTraces()
  expect(await whoami(secrets[0] ?? '')).toBeNull()
  const files = readdirSync(directory)
  expect(files).toContain('gateway.sqlite-wal')
  expect(files).toContain('token-key')
  const bytes = [...files.map((name) => readFileSync(join(directory, name))), Buffer.from(pages.log.join(''))]

  for (const secret of secrets) {
    expect(secret).toHaveLength(32)
    // Not even without its prefix, or in another encoding.
    const forms = [
      secret.slice(4),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('hex'),
    ]
    for (const form of forms) expect(bytes.some((one) => one.includes(form))).toBe(false)
  }
  const texts = new Set(bytes.flatMap((one) => [...textsIn(one)]))
  expect(texts.size).toBeGreaterThan(200)
  const usable: string[] = []
  for (const text of texts) {
    if ((await whoami(text)) === null || (await whoamiByBearer(text)) === null) usable.push(text)
  }
  expect(usable).toEqual([])
}, 60_000)
