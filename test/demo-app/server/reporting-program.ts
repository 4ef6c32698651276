import * as Sentry from '@sentry/node'

Sentry.init({ dsn: process.env.SENTRY_DSN ?? '', environment: 'testing', release: 'shop@1.2.3' })
Sentry.setTag('customer', 'gold')

class CheckoutError extends Error {
  override readonly name = 'CheckoutError'
}

function pay(card: string): void {
  try {
    JSON.parse(card)
  } catch (cause) {
    throw new CheckoutError('The cart could not be paid', { cause })
  }
}

for (const card of ['{', '[']) {
  try {
    pay(card)
  } catch (error) {
    Sentry.captureException(error)
  }
}
Sentry.captureMessage('Stock is low', 'warning')
try {
  JSON.parse('{'.repeat(50_000))
} catch (error) {
  Sentry.captureException(error, { extra: { padding: 'x'.repeat(100_000) } })
}
await Sentry.close(5000)
