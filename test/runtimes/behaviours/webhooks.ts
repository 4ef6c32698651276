import { createWebhookHandler, verifySignature } from 'phorge-conduit/webhooks'
import { equal } from '../check.ts'
import type { Behaviour } from '../world.ts'

const keys = 'the HMAC key of the webhook'
const body = JSON.stringify({
  object: { type: 'TASK', phid: 'PHID-TASK-aaaaaaaaaaaaaaaaaaaa' },
  triggers: [{ phid: 'PHID-HRUL-aaaaaaaaaaaaaaaaaaaa' }],
  action: { test: false, silent: false, secure: false, epoch: 1_800_000_000 },
  transactions: [{ phid: 'PHID-XACT-TASK-aaaaaaaaaaaaaaa' }],
})

async function signatureOf(text: string, key: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const bytes = (words: string) => new TextEncoder().encode(words)
  const imported = await crypto.subtle.importKey('raw', bytes(key), algorithm, false, ['sign'])
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', imported, bytes(text)))
  return Array.from(signature, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function delivery(signature: string): Request {
  const headers = { 'x-phabricator-webhook-signature': signature }
  return new Request('https://errors.example.com/webhook', { method: 'POST', headers, body })
}

export const webhooks: readonly Behaviour[] = [
  {
    name: 'a signature is verified, with the key before it too while one replaces the other',
    async run() {
      const signature = await signatureOf(body, keys)
      equal(await verifySignature(body, signature, keys), true)
      equal(await verifySignature(body, signature, ['a new key', keys]), true)
      equal(await verifySignature(`${body} `, signature, keys), false)
      equal(await verifySignature(body, await signatureOf(body, 'another key'), keys), false)
    },
  },
  {
    name: 'a delivery is handed over once, however often it comes, and not without its signature',
    async run() {
      const seen: string[] = []
      const handle = createWebhookHandler({
        keys,
        onDelivery: ({ payload }) => void seen.push(payload.object.type),
      })
      const signature = await signatureOf(body, keys)
      equal((await handle(delivery(signature))).status, 200)
      equal((await handle(delivery(signature))).status, 200)
      equal((await handle(delivery('0'.repeat(64)))).status, 401)
      equal(seen, ['TASK'])
    },
  },
]
