import fc from 'fast-check'
import { parseWebhook, verifySignature } from 'phorge-conduit/webhooks'
import { describe, expect, test } from 'vitest'
import { key, payloadOf, signed, task } from './signed.ts'

/** Made by a real Phorge (master, August 2026). */
const recorded = {
  body: `{
  "object": {
    "type": "TASK",
    "phid": "PHID-TASK-gsfmtzuk6ru37tayiyc3"
  },
  "triggers": [],
  "action": {
    "test": false,
    "silent": false,
    "secure": false,
    "epoch": 1795408880
  },
  "transactions": [
    {
      "phid": "PHID-XACT-TASK-shngii7mtpkkmr7"
    }
  ]
}
`,
  signature: '0eb342e90d798dc0d2befdd1ac77e45a731b3b5b851ad7316c57444c805b0d90',
}

describe('a signature', () => {
  test('of a real Phorge is right, for text and for bytes', async () => {
    expect(await verifySignature(recorded.body, recorded.signature, key)).toBe(true)
    expect(await verifySignature(Buffer.from(recorded.body), recorded.signature, [key])).toBe(true)
  })

  test('by any of several keys is right', async () => {
    const { body, signature } = signed(payloadOf(), 'the old one')
    expect(await verifySignature(body, signature, [key, 'the old one'])).toBe(true)
    expect(await verifySignature(body, signature, ['the old one', key])).toBe(true)
    expect(await verifySignature(body, signature, [key])).toBe(false)
  })

  test.each<[string, string | null | undefined]>([
    ['missing', null],
    ['undefined', undefined],
    ['empty', ''],
    ['cut', recorded.signature.slice(0, 62)],
    ['too long', `${recorded.signature}00`],
    ['of other characters', 'x'.repeat(64)],
    ['of another body', '0'.repeat(64)],
  ])('that is %s is wrong', async (_what, signature) => {
    expect(await verifySignature(recorded.body, signature, key)).toBe(false)
  })

  test('of a body that was changed anywhere is wrong', async () => {
    const at = fc.nat(recorded.body.length - 1)
    await fc.assert(
      fc.asyncProperty(at, fc.string({ maxLength: 2 }), async (at, put) => {
        const changed = `${recorded.body.slice(0, at)}${put}${recorded.body.slice(at + 1)}`
        fc.pre(changed !== recorded.body)
        expect(await verifySignature(changed, recorded.signature, key)).toBe(false)
      }),
    )
  })

  test.each([[''], [[]], [[key, '']]])('cannot be verified with the keys %j', async (keys) => {
    await expect(verifySignature('{}', '0'.repeat(64), keys)).rejects.toMatchObject({ code: 'configuration' })
  })
})

describe('a body', () => {
  test('of a real Phorge is read', () => {
    expect(parseWebhook(recorded.body)).toEqual({
      object: { type: 'TASK', phid: task },
      triggers: [],
      action: { test: false, silent: false, secure: false, epoch: 1_795_408_880 },
      transactions: [{ phid: 'PHID-XACT-TASK-shngii7mtpkkmr7' }],
    })
  })

  test('keeps fields that are not known yet', () => {
    const later = { ...payloadOf(), actor: { phid: 'PHID-USER-1' } }
    expect(parseWebhook(Buffer.from(JSON.stringify(later)))).toEqual(later)
  })

  test.each<[string, string]>([
    ['', 'body'],
    ['not JSON', 'body'],
    ['[]', 'body'],
    [JSON.stringify({ ...payloadOf(), object: { type: 'TASK', phid: 'T12' } }), 'object.phid'],
    [JSON.stringify({ ...payloadOf(), action: { test: false } }), 'action.silent'],
    [JSON.stringify({ ...payloadOf(), transactions: [{}] }), 'transactions'],
  ])('%j is refused by the place that is wrong', (body, place) => {
    let error: unknown
    try {
      parseWebhook(body)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: 'validation', message: expect.stringContaining(place) })
  })
})
