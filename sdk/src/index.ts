export type { Authorization, Credential } from './credentials/credential.ts'
export type { StoredToken, TokenStore } from './stores/store.ts'
