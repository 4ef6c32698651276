import * as Sentry from '@sentry/browser'

declare const DSN: string

Sentry.init({ dsn: DSN, release: 'shop-page@4', environment: 'production' })

interface Basket {
  readonly items: readonly { readonly price: number }[]
}

function totalOf(basket: Basket | undefined): number {
  return (basket as Basket).items.reduce((sum, { price }) => sum + price, 0)
}

function buy(): void {
  document.title = `Pay ${totalOf(undefined)}`
}

document.querySelector('button')?.addEventListener('click', buy)
