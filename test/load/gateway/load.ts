import autocannon from 'autocannon'

/** One kind of request to repeat. */
export interface Load {
  readonly url: string
  readonly headers?: Record<string, string>
  readonly body: string
  readonly connections: number
  readonly seconds: number
}

export interface LoadResult {
  readonly perSecond: number
  readonly medianMilliseconds: number
  readonly p99Milliseconds: number
  readonly requests: number
}

/**
 * Repeats one form POST over keep-alive connections. @throws when any answer was not what a good call answers: a
 * figure made of errors would be worth nothing.
 */
export async function measure({ url, headers = {}, body, connections, seconds }: Load): Promise<LoadResult> {
  let refused: string | undefined
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
    verifyBody: (body) => {
      const answer = String(body)
      const good = answer.endsWith('"error_code":null,"error_info":null}')
      if (!good) refused = answer.slice(0, 200)
      return good
    },
  })
  if (refused !== undefined) throw new Error(`${url} answered: ${refused}`)
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url}: ${result.non2xx} bad statuses, ${result.errors} connection errors`)
  }
  return {
    perSecond: result.requests.total / result.duration,
    medianMilliseconds: result.latency.p50,
    p99Milliseconds: result.latency.p99,
    requests: result.requests.total,
  }
}
