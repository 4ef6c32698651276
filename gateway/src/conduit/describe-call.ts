import type { Gateway } from '../gateway.ts'
import { authenticate } from './authenticate.ts'
import { findCredential } from './credential.ts'
import { decodeRequest, type RawRequest, UnreadableRequest } from './decode.ts'

/** A call for a person to read: no credential is in it. */
export interface CallDescription {
  /** Without `__conduit__`; `undefined` when the request cannot be read. */
  readonly params: Readonly<Record<string, unknown>> | undefined
  /** Whose token it carries; `undefined` when it carries none that is in force. */
  readonly userName: string | undefined
}

/** Who makes a call, and with which parameters. It is not carried out and not decided upon. */
export async function describeCall(
  gateway: Gateway,
  request: RawRequest & { readonly authorization: string | undefined },
): Promise<CallDescription> {
  try {
    const { params, metadata } = decodeRequest(request)
    const found = await authenticate(gateway, findCredential(request.authorization, metadata))
    return { params, userName: 'caller' in found ? found.caller.account?.userName : undefined }
  } catch (error) {
    if (error instanceof UnreadableRequest) return { params: undefined, userName: undefined }
    throw error
  }
}
