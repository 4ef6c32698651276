export { type CallOptions, Conduit, type ConduitOptions } from './conduit.ts'
export { apiToken } from './credentials/api-token.ts'
export { type BrowserSessionOptions, browserSession } from './credentials/browser-session.ts'
export type { Authorization, Credential } from './credentials/credential.ts'
export { type CustomRequest, custom } from './credentials/custom.ts'
export { type OAuthSessionOptions, oauthSession } from './credentials/oauth-session.ts'
export * from './errors.ts'
export * from './methods/catalogue.ts'
export type {
  ManiphestConstraints,
  ManiphestOrder,
  ManiphestPriority,
  ManiphestSearchParams,
  ManiphestStatus,
  ManiphestTask,
} from './methods/maniphest.ts'
export type { ManiphestTransaction } from './methods/maniphest-transactions.ts'
export type { EditParams, EditResult, Method, ObjectIdentifier } from './methods/method.ts'
export type { Handle } from './methods/phid.ts'
export type {
  Project,
  ProjectColumn,
  ProjectColumnSearchParams,
  ProjectConstraints,
  ProjectSearchParams,
  ProjectTransaction,
} from './methods/project.ts'
export type { Cursor, Page, SearchParams } from './methods/search.ts'
export type { Transaction, TransactionSearchParams } from './methods/transaction.ts'
export type { User, UserConstraints, UserSearchParams, UserTransaction, WhoAmI } from './methods/user.ts'
export { type EpochSeconds, isPhid, type Monogram, type Phid } from './methods/values.ts'
export type { AuthorizationRequest, AuthorizeOptions } from './oauth/authorize.ts'
export { OAuthClient, type OAuthClientOptions, type PendingAuthorization } from './oauth/client.ts'
export { Search } from './paging.ts'
export { createsObject, requiredScopes, unscopedMethods } from './scopes.ts'
export { memoryStore } from './stores/memory.ts'
export type { StoredToken, TokenStore } from './stores/store.ts'
export type { ListChange, NewTask, TaskChanges, TaskFields } from './tasks/changes.ts'
export type { PersonReference } from './tasks/people.ts'
export type { TaskPriority } from './tasks/priorities.ts'
export type { ProjectReference } from './tasks/projects.ts'
export type { TaskReference } from './tasks/reference.ts'
export type { TaskStatus } from './tasks/statuses.ts'
export type { CreatedTask, Task, TaskIdentity, TaskState } from './tasks/task.ts'
export type { StatusChange, Tasks } from './tasks/tasks.ts'
