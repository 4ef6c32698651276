/** What this adapter reads of one sending of a call; a client's middleware is given more. */
export interface TracedRequest {
  /** The Conduit method: `maniphest.search`. */
  readonly method: string
  readonly url: URL | string
  /** Which sending of the call it is, counted from 1. */
  readonly attempt: number
}

/** What this adapter reads of the answer. */
export interface TracedResponse {
  /** HTTP status. */
  readonly status: number
}

/** Stands around each sending of a call, as the middleware of a client does. */
export type TracingMiddleware = <Request extends TracedRequest, Response extends TracedResponse>(
  request: Request,
  next: (request: Request) => Promise<Response>,
) => Promise<Response>
