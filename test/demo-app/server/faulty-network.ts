type Fault = 'lose the answer' | 'lose the request'

/**
 * A network between the error viewer and the gateway in which chosen calls go wrong once. A lost answer is one to a call that
 * the gateway has carried out.
 */
export function faultyNetwork() {
  const faults = new Map<string, Fault>()
  const gates = new Map<string, Promise<void>>()
  return {
    /** The next call of this method goes wrong. */
    next: (method: string, fault: Fault) => void faults.set(method, fault),
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
      const fault = faults.get(method)
      faults.delete(method)
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
