import { apiToken, Conduit } from 'phorge-conduit'

/**
 * Started as a process of its own with `--expose-gc`: makes so many calls and prints after every tenth of them what is
 * left in the heap, in bytes.
 */
const [url = '', calls = ''] = process.argv.slice(2)
const total = Number(calls)
const reports = 10

// A signal that outlives every call, as one that stops a program does: what is hung on it and not taken off, stays.
const { signal } = new AbortController()
const conduit = new Conduit({ url, credential: apiToken(`api-${'a'.repeat(28)}`), signal })

for (let done = 0; done < total; ) {
  const until = Math.min(total, done + Math.ceil(total / reports))
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      while (done < until) {
        done += 1
        await callOf(done)
      }
    }),
  )
  globalThis.gc?.()
  await new Promise((resolve) => setImmediate(resolve))
  globalThis.gc?.()
  console.log(`${done} ${process.memoryUsage().heapUsed}`)
}

/** Every tenth call is one of a back end, which makes a client for each request. */
function callOf(number: number): Promise<unknown> {
  const client = number % 10 === 0 ? conduit.as(apiToken(`api-${String(number).padStart(28, '0')}`)) : conduit
  // Told apart, so that none of them is shared.
  return client.call('user.whoami', { number } as never)
}
