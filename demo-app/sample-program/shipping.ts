import { setTimeout as wait } from 'node:timers/promises'

export class TrackingTimeoutError extends Error {
  override readonly name = 'TrackingTimeoutError'
}

/** @param options.timeout milliseconds */
export async function trackParcel(order: number, { timeout }: { timeout: number }): Promise<string> {
  const signal = AbortSignal.timeout(timeout)
  try {
    return await askCarrier(order, signal)
  } catch (cause) {
    throw new TrackingTimeoutError(`The carrier said nothing about order ${order} for ${timeout} ms`, {
      cause,
    })
  }
}

async function askCarrier(order: number, signal: AbortSignal): Promise<string> {
  return wait(10_000, `order ${order} is on its way`, { signal })
}

const carriers: Readonly<Record<string, { readonly name: string }>> = {
  Belgium: { name: 'bpost' },
  France: { name: 'La Poste' },
}

export function carrierOf(country: string): string {
  const carrier = carriers[country]
  if (!carrier) throw new RangeError(`No carrier goes to ${country}`)
  return carrier.name
}
