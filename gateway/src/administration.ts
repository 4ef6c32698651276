/**
 * What administrators and people do on the pages of a gateway, as functions: for a program that starts a gateway itself,
 * such as a test server.
 */
export { expandScopes } from './access/expand.ts'
export type { Scope } from './access/scope.ts'
export { createApplication, type NewApplication } from './applications/applications.ts'
export { saveAllowedScopes } from './applications/rules.ts'
export type { Account } from './backends/backend.ts'
export { EmbeddedBackend, type NewAccount } from './backends/embedded/embedded.ts'
export { type CallDescription, describeCall } from './conduit/describe-call.ts'
export { sessionCookieName } from './sessions/cookie.ts'
export { startSession } from './sessions/sessions.ts'
export { createApiToken } from './tokens/tokens.ts'
