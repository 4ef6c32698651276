interface Cart {
  readonly items?: readonly { readonly price: number }[] | undefined
}

export function priceOf(cart: Cart): number {
  const items = cart.items as readonly { readonly price: number }[]
  return items.map((item) => item.price).reduce((sum, price) => sum + price, 0)
}

export class PaymentError extends Error {
  override readonly name = 'PaymentError'
}

export function pay({ order, bankAnswer }: { order: number; bankAnswer: string }): string {
  try {
    return readReceipt(bankAnswer)
  } catch (cause) {
    throw new PaymentError(`Order ${order} may have been paid: the bank's answer is unreadable`, { cause })
  }
}

function readReceipt(bankAnswer: string): string {
  return JSON.parse(bankAnswer).receipt
}
