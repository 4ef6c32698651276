/** What this adapter reads of one sending of a call; a client's middleware is given more. */
export interface TracedRequest {
  /** The Conduit method: `maniphest.search`. */
  readonly method: string
  readonly url: string
  /** 1 for the first sending of the call. */
  readonly attempt: number
}

/** What this adapter reads of the answer. */
export interface TracedResponse {
  /** HTTP status. */
  readonly status: number
  /** Conduit's envelope, as JSON. */
  readonly text: string
}

/** A middleware of a client, by what it uses of it. */
export type TracingMiddleware = <Response extends TracedResponse>(
  request: TracedRequest,
  next: () => Promise<Response>,
) => Promise<Response>
