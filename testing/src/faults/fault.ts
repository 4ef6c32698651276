/**
 * What a call can be met with instead of its answer. Those that say `carriedOut` happen before the server has done
 * anything, unless it is `true`: then the call was carried out and only its answer is replaced.
 */
export type Fault =
  /** The connection ends before the server has read the call: nothing was done. */
  | { readonly kind: 'drop-request' }
  /** The call is carried out, and the connection ends instead of the answer. */
  | { readonly kind: 'drop-answer' }
  /** The call is carried out, and the connection ends in the middle of the answer. */
  | { readonly kind: 'cut-answer' }
  /** The connection is reset (TCP RST) before the server has read the call. */
  | { readonly kind: 'reset-connection' }
  /** 429 as text, which is how a web server in front of Phorge says it. Nothing was done. */
  | {
      readonly kind: 'too-many-requests'
      /** Seconds, for the header `Retry-After`. @default no such header */
      readonly retryAfter?: number | undefined
    }
  /** A page of status 500. */
  | { readonly kind: 'server-error'; readonly carriedOut?: boolean | undefined }
  /** A sign-in page of status 200, as Phorge and proxies answer. */
  | { readonly kind: 'login-page'; readonly carriedOut?: boolean | undefined }
  /** The call is carried out, and half of its JSON is sent as if it were all. */
  | { readonly kind: 'truncated-json' }
  /** The call is carried out, and its answer comes so much later. */
  | { readonly kind: 'slow-answer'; readonly milliseconds: number }
  /** The call is carried out, and its answer comes when `until` does. */
  | { readonly kind: 'held-answer'; readonly until: Promise<void> }

/** A fault that needs no further word. */
export type FaultName = Exclude<Fault['kind'], 'slow-answer' | 'held-answer'>

/** A {@link Fault}, or the name of one. */
export type AnyFault = Fault | FaultName

export function faultOf(fault: AnyFault): Fault {
  return typeof fault === 'string' ? { kind: fault } : fault
}

/** Whether the server is to carry out the call that meets with this. */
export function isCarriedOut(fault: Fault): boolean {
  switch (fault.kind) {
    case 'drop-request':
    case 'reset-connection':
    case 'too-many-requests':
      return false
    case 'server-error':
    case 'login-page':
      return fault.carriedOut === true
    case 'drop-answer':
    case 'cut-answer':
    case 'truncated-json':
    case 'slow-answer':
    case 'held-answer':
      return true
  }
}
