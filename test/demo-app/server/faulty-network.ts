/** Of one call: a client with the `retries` that it has by itself sends it again three times. */
const SENDINGS = 4

type Fault = 'lose the answer' | 'lose the request'

/**
 * A network between the error viewer and the gateway in which chosen calls go wrong. A lost answer is one to a call that
 * the gateway has carried out.
 */
export function faultyNetwork() {
  const faults = new Map<string, { readonly fault: Fault; sendings: number }>()
  const gates = new Map<string, Promise<void>>()
  const faultOf = (method: string) => {
    const next = faults.get(method)
    if (!next) return undefined
    next.sendings -= 1
    if (next.sendings === 0) faults.delete(method)
    return next.fault
  }
  return {
    /** The next call of this method goes wrong, however often it is sent; or its first so many sendings. */
    next: (method: string, fault: Fault, sendings = SENDINGS) => void faults.set(method, { fault, sendings }),
    /** Calls of this method wait until the returned function is called. */
    hold(method: string): () => void {
      let release = () => {}
      gates.set(method, new Promise((resolve) => (release = resolve)))
      return () => {
        gates.delete(method)
        release()
      }
    },
    async fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
      const request = new Request(input, init)
      const method = new URL(request.url).pathname.replace('/api/', '')
      await gates.get(method)
      const fault = faultOf(method)
      if (fault === 'lose the request') throw broken('ECONNREFUSED')
      const response = await fetch(request)
      if (!fault) return response
      await response.text()
      throw broken('ECONNRESET')
    },
  }
}

/** What Node's own fetch throws. */
function broken(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}
