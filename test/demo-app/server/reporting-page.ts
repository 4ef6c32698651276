import * as Sentry from '@sentry/browser'

declare const DSN: string

Sentry.init({ dsn: DSN, release: 'shop-page@3' })

function showPrice(product: { price: number } | undefined): string {
  return (product as { price: number }).price.toFixed(2)
}

setTimeout(() => showPrice(undefined))
async function open(page: number): Promise<void> {
  await Promise.resolve()
  throw new RangeError(`No such page: ${page}`)
}

// Right after an error that it caught itself, the SDK passes over what the browser reports.
setTimeout(() => void open(7), 100)
