/** What the security log tells of, and how it says so to an administrator. */
export const kinds = {
  'sign-in': { text: 'Signed in', tone: 'good' },
  'sign-in-failed': { text: 'Could not sign in', tone: 'bad' },
  'sign-out': { text: 'Signed out', tone: 'plain' },
  'consent-given': { text: 'Granted an application', tone: 'good' },
  'consent-refused': { text: 'Refused an application', tone: 'plain' },
  'grant-revoked': { text: 'Took back a grant', tone: 'plain' },
  'call-denied': { text: 'Call denied', tone: 'bad' },
  'client-refused': { text: 'Application not recognized', tone: 'bad' },
  'token-replayed': { text: 'Code or token used twice', tone: 'bad' },
  'limit-reached': { text: 'Called too often', tone: 'bad' },
  'key-used': { text: 'Key used', tone: 'plain' },
  'api-token-created': { text: 'API token created', tone: 'good' },
  'api-token-revoked': { text: 'API token revoked', tone: 'plain' },
  'second-factor-added': { text: 'Second factor added', tone: 'good' },
  'second-factor-removed': { text: 'Second factor removed', tone: 'plain' },
  'second-factor-proved': { text: 'Second factor shown', tone: 'good' },
  'second-factor-failed': { text: 'Wrong second factor', tone: 'bad' },
  'recovery-codes-made': { text: 'Recovery codes made', tone: 'plain' },
  'second-factor-methods': { text: 'Methods with second factor changed', tone: 'plain' },
  'upstream-token-kept': { text: 'Phorge token kept', tone: 'good' },
  'upstream-token-deleted': { text: 'Phorge token deleted', tone: 'plain' },
  'upstream-token-refused': { text: 'Phorge token is dead', tone: 'bad' },
  'keys-rotated': { text: 'Keys rotated', tone: 'plain' },
  'application-proposed': { text: 'Application proposed', tone: 'plain' },
  'application-approved': { text: 'Application approved', tone: 'good' },
  'application-rejected': { text: 'Application rejected', tone: 'plain' },
  'application-expired': { text: 'Proposal given up', tone: 'plain' },
  'application-registered': { text: 'Application registered', tone: 'good' },
  'application-changed': { text: 'Application changed', tone: 'plain' },
  'application-disabled': { text: 'Application disabled', tone: 'plain' },
  'application-enabled': { text: 'Application enabled', tone: 'good' },
  'client-secret-replaced': { text: 'Client secret replaced', tone: 'plain' },
  'approval-rules-changed': { text: 'Approval rules changed', tone: 'plain' },
  'terms-changed': { text: 'Terms changed', tone: 'plain' },
  'rules-changed': { text: 'Rules changed', tone: 'plain' },
  'quotas-changed': { text: 'Quotas changed', tone: 'plain' },
  'calls-exported': { text: 'Call log exported', tone: 'plain' },
  'methods-let-in': { text: 'New methods let in', tone: 'plain' },
} as const satisfies Record<string, { readonly text: string; readonly tone: 'good' | 'bad' | 'plain' }>

export type SecurityEventKind = keyof typeof kinds

export function isKind(text: unknown): text is SecurityEventKind {
  return typeof text === 'string' && Object.hasOwn(kinds, text)
}
