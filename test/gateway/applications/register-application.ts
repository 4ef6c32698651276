import type { Scope } from '../../../gateway/src/access/scope.ts'
import {
  type Application,
  createApplication,
  type NewApplication,
} from '../../../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../../../gateway/src/applications/rules.ts'
import type { Gateway } from '../../../gateway/src/gateway.ts'

export interface Registration extends Partial<NewApplication> {
  /** What the application may do at most. @default nothing */
  readonly scopes?: readonly string[]
}

export interface Registered {
  readonly application: Application
  readonly clientId: string
  /** Empty for a public client. */
  readonly clientSecret: string
}

/** An application as an administrator registers it, an error viewer with a back end where nothing else is said. */
export async function registerApplication(
  gateway: Gateway,
  { scopes = [], ...fields }: Registration = {},
): Promise<Registered> {
  const { application, clientSecret = '' } = await createApplication(gateway, {
    name: 'Error viewer',
    kind: 'confidential',
    redirectUris: ['https://viewer.example/callback'],
    createdBy: 'PHID-USER-admin',
    ...fields,
  })
  const { clientId } = application
  await saveAllowedScopes(gateway, clientId, scopes as Scope[])
  return { application, clientId, clientSecret }
}
