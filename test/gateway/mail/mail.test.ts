import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../../../gateway/src/database/transaction.ts'
import { queueMail } from '../../../gateway/src/mail/queue.ts'
import { type Proposals, startProposals } from '../applications/scene.ts'
import { startMailServer } from './mail-server.ts'

const DAY = 86_400

let mailServer: Awaited<ReturnType<typeof startMailServer>>
let test: Proposals
let directory: string
const settings = () => ({
  smtpUrl: `smtp://gateway:p%40ss@127.0.0.1:${mailServer.port}`,
  mailFrom: 'gateway@phorge.example',
  logLevel: 'warn' as const,
})
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'phorge-conduit-mail-'))
  mailServer = await startMailServer()
  test = await startProposals(settings())
})
afterEach(() => {
  mailServer.mails.length = 0
})
afterAll(async () => {
  await test?.close()
  await mailServer?.close()
  rmSync(directory, { recursive: true, force: true })
})

async function proposal(name: string): Promise<string> {
  const { body } = await test.sendAs('rjkaplan', '/oauth2/client', {
    name,
    callback_url: 'https://e.example/cb',
    email: 'rachel@example.com',
  })
  return `/gateway/admin/proposals/${body.client_id}/`
}

async function queued(): Promise<number> {
  return (await test.gateway.database.selectFrom('mail_queue').select('id').execute()).length
}

describe('e-mail', () => {
  it('tells a proposer what was decided, by whom it is from, and why', async () => {
    const path = await proposal('Viewer of errors')
    const admin = await test.signedIn('admin')
    await admin.submit(await admin.open(path), path, { decision: 'reject', reason: 'We have one: /viewer' })
    await expect.poll(() => mailServer.mails.length).toBe(1)
    await test.gateway.postman?.idle()
    const [mail] = mailServer.mails
    expect(mail?.to).toEqual(['rachel@example.com'])
    expect(mail?.raw).toContain('From: gateway@phorge.example')
    expect(mail?.raw).toContain('Subject: Viewer of errors 1.0: It was rejected.')
    expect(mail?.raw).toContain('Reason: We have one: /viewer')
    expect(mail?.raw.replaceAll('=\r\n', '')).toContain(`${test.origin}/gateway/settings/my-proposals/app-`)
    expect(await queued()).toBe(0)
  })

  it('is not sent about what one does oneself, nor about what was undone', async () => {
    await proposal('Quiet')
    const undone = inTransaction(test.gateway, async (inside) => {
      await queueMail(inside, { to: 'x@example.com', subject: 'never', body: 'never' })
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    await test.gateway.postman?.idle()
    expect(mailServer.mails).toEqual([])
  })

  it('is not sent to an address that somebody gave who did not sign in, before anything is decided', async () => {
    const open = await startProposals({ ...settings(), openRegistration: true })
    try {
      const sent = {
        client_name: 'Spam',
        redirect_uris: ['https://s.example/cb'],
        contacts: ['victim@example.com'],
      }
      expect((await open.send('/oauthserver/register/', sent)).status).toBe(201)
      await open.gateway.postman?.idle()
      expect(mailServer.mails).toEqual([])
    } finally {
      await open.close()
    }
  })

  it('cannot be made to have further headers', async () => {
    const to = 'x@example.com'
    await queueMail(test.gateway, { to, subject: 'a\r\nBcc: y@example.com', body: 'text' })
    await expect.poll(() => mailServer.mails.length).toBe(1)
    expect(mailServer.mails[0]?.to).toEqual([to])
    expect(mailServer.mails[0]?.raw).not.toMatch(/^Bcc:/m)
  })

  it('is tried again when the server does not take it, later each time, and given up after three days', async () => {
    mailServer.refuse(true)
    await queueMail(test.gateway, { to: 'x@example.com', subject: 'again', body: 'text' })
    const attempts = async () =>
      (await test.gateway.database.selectFrom('mail_queue').select('attempts').executeTakeFirst())?.attempts
    const later = async (seconds: number) => {
      test.advance(seconds)
      test.gateway.postman?.wake()
      await test.gateway.postman?.idle()
      return attempts()
    }
    await test.gateway.postman?.idle()
    expect(await attempts()).toBe(1)
    expect(await later(59)).toBe(1)
    expect(await later(1)).toBe(2)
    expect(await later(60)).toBe(2)
    mailServer.refuse(false)
    expect(await later(60)).toBeUndefined()
    expect(mailServer.mails).toHaveLength(1)

    mailServer.refuse(true)
    await queueMail(test.gateway, { to: 'x@example.com', subject: 'hopeless', body: 'text' })
    await test.gateway.postman?.idle()
    expect(await later(3 * DAY + 1)).toBeUndefined()
    mailServer.refuse(false)
    const warnings = test.log.join('')
    expect(warnings).toContain('a mail could not be sent')
    expect(warnings).not.toMatch(/x@example|p@ss|p%40ss|hopeless/)
  })

  it('that was queued before a crash is sent by the next start', async () => {
    const unreachable = { ...settings(), smtpUrl: 'smtp://127.0.0.1:1', logLevel: 'silent' as const }
    const first = await startProposals({ ...unreachable, dataDirectory: directory })
    await queueMail(first.gateway, { to: 'later@example.com', subject: 'kept', body: 'text' })
    await first.gateway.postman?.idle()
    await first.close()

    const second = await startProposals({ ...settings(), dataDirectory: directory })
    try {
      second.advance(60)
      second.gateway.postman?.wake()
      await expect.poll(() => mailServer.mails.map(({ to }) => to)).toEqual([['later@example.com']])
    } finally {
      await second.close()
    }
  })

  it('is not kept where no mail server is in the settings', async () => {
    const without = await startProposals()
    try {
      await queueMail(without.gateway, { to: 'x@example.com', subject: 's', body: 'b' })
      expect(await without.gateway.database.selectFrom('mail_queue').selectAll().execute()).toEqual([])
    } finally {
      await without.close()
    }
  })
})
