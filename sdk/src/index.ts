export type { CallPromise, CallResponse, WithResponse } from './call-promise.ts'
export type { Clock } from './clock.ts'
export { Conduit } from './conduit.ts'
export { ConduitCore } from './conduit-core.ts'
export { apiToken } from './credentials/api-token.ts'
export { type BrowserSessionOptions, browserSession } from './credentials/browser-session.ts'
export type { Authorization, Credential } from './credentials/credential.ts'
export { type CustomRequest, custom } from './credentials/custom.ts'
export { type OAuthSessionOptions, oauthSession } from './credentials/oauth-session.ts'
export * from './errors.ts'
export type {
  ConduitEvents,
  Logger,
  RefreshEvent,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  ScopeDeniedEvent,
} from './events.ts'
export type { Lookups, PersonReference, ProjectReference } from './lookups/lookups.ts'
export type * from './methods/applications.ts'
export * from './methods/catalogue.ts'
export { isPhid } from './methods/is-phid.ts'
export type {
  ChangeMethod,
  ChangeParams,
  EditMethod,
  EditParams,
  EditResult,
  Method,
  NoParams,
  ObjectIdentifier,
  PagedMethod,
  SearchMethod,
} from './methods/method.ts'
export { accessOf } from './methods/rules.ts'
export type { Cursor, Page, SearchParams } from './methods/search.ts'
export type * from './methods/types.ts'
export type { EpochSeconds, Monogram, Phid, PhpMap } from './methods/values.ts'
export type { ConduitRequest, ConduitResponse, Middleware } from './middleware.ts'
export type { AuthorizationRequest, AuthorizeOptions, StepUp } from './oauth/authorize.ts'
export { OAuthClient, type OAuthClientOptions, type PendingAuthorization } from './oauth/client.ts'
export type { CallOptions, ConduitOptions, ResultValidation } from './options.ts'
export { Search } from './paging.ts'
export { type RateLimit, rateLimits } from './rate-limits.ts'
export type { Scope, ScopeMissing } from './scoped/scope.ts'
export type { ScopedConduit } from './scoped/scoped-conduit.ts'
export { createsObject, requiredScopes, unscopedMethods } from './scopes.ts'
export type * from './server-types/server-types.ts'
export { memoryStore } from './stores/memory.ts'
export type { StoredToken, TokenStore } from './stores/store.ts'
export type { ListChange, NewTask, TaskChanges, TaskFields } from './tasks/changes.ts'
export { type CommentOnceOptions, commentOnce } from './tasks/comment-once.ts'
export type { TaskKeys } from './tasks/find-by-keys.ts'
export {
  markerOf,
  markersIn,
  type TaskKey,
  type TaskMarker,
  withMarker,
  withoutMarkers,
} from './tasks/marker.ts'
export type { TaskPriority } from './tasks/priorities.ts'
export type { TaskReference } from './tasks/reference.ts'
export type { TaskStatus } from './tasks/statuses.ts'
export type { CreatedOnce, CreatedTask, Task, TaskIdentity, TaskState } from './tasks/task.ts'
export type { StatusChange, Tasks } from './tasks/tasks.ts'
