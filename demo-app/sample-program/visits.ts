import * as Sentry from '@sentry/node'
import { pay, priceOf } from './checkout.ts'
import { carrierOf, trackParcel } from './shipping.ts'
import { searchProducts, sendNewsletter, stockOf } from './store.ts'

/** What somebody does in the shop. Each runs into one of its bugs. */
export type Visit = () => unknown

const customers = ['Ada', 'Grace', 'Barbara', 'Frances'] as const

/** Forgets that a cart can be empty. */
const showTotal = () => priceOf({ items: undefined })

/** Forgets that the bank's answer can be cut off. */
const buy = () => pay({ order: orderNumber(), bankAnswer: '{"status":"accepted","receipt":' })

/** Nobody waits for the promise. */
const subscribe = () => {
  void sendNewsletter(customers[orderNumber() % customers.length] ?? 'Ada')
}

const track = () => trackParcel(orderNumber(), { timeout: 10 })

const ship = () => carrierOf('Atlantis')

/** Goes one category too deep for its data, which refers to itself. */
const search = () => searchProducts('tea')

/** Not an exception, and still worth knowing. */
const browse = () => {
  const left = stockOf('green tea')
  if (left < 10) Sentry.captureMessage(Sentry.parameterize`Only ${left} of green tea are left`, 'warning')
}

const migrate = () => {
  Sentry.captureException(new Error('The price list of 2025 is still in use'), { level: 'info' })
}

export const visits = [showTotal, buy, subscribe, track, ship, search, browse, migrate] as const

function orderNumber(): number {
  return 1000 + Math.floor(Math.random() * 9000)
}
