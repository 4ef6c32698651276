/** What a call was answered with. */
export interface CallResponse {
  /** HTTP status. */
  readonly status: number
  readonly headers: Headers
  /** How often the call was sent. */
  readonly attempts: number
}

/** The result of a call, and what it was answered with. */
export interface WithResponse<Result> {
  readonly data: Result
  readonly response: CallResponse
}

/** A promise for the result of a call. */
export interface CallPromise<Result> extends Promise<Result> {
  /**
   * The same result with the response that it came in.
   *
   * @example
   * ```ts
   * const { data, response } = await conduit.user.whoami().withResponse()
   * console.log(data.userName, response.headers.get('date'))
   * ```
   */
  withResponse(): Promise<WithResponse<Result>>
}

export function callPromise<Result>(answered: Promise<WithResponse<Result>>): CallPromise<Result> {
  // One promise alone: a second that nobody waits for would reject unheard.
  let response: CallResponse
  const result = answered.then((answer) => {
    response = answer.response
    return answer.data
  })
  return Object.assign(result, { withResponse: async () => ({ data: await result, response }) })
}
