import type { LoggedCall } from '../../../../gateway/src/audit/call-log/call.ts'
import type { CallLog } from '../../../../gateway/src/audit/call-log/call-log.ts'
import type { Gateway } from '../../../../gateway/src/gateway.ts'

/** The call log of a gateway that writes one. */
export function callLogOf({ callLog }: Gateway): CallLog {
  if (!callLog) throw new Error('calls are not written down')
  return callLog
}

/** A search by an application, in all but what is said otherwise. */
export function sampleCall(more: Partial<LoggedCall> = {}): LoggedCall {
  return {
    at: 1_800_000_000,
    clientId: 'viewer',
    token: 'family',
    userPhid: 'PHID-USER-a',
    method: 'maniphest.search',
    aspects: [],
    address: '192.0.2.7',
    duration: 1000,
    outcome: 'ok',
    reason: undefined,
    ...more,
  }
}
