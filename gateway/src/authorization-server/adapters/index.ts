import type { Adapter } from 'oidc-provider'
import type { Gateway } from '../../gateway.ts'
import { accessTokenAdapter } from './access-tokens.ts'
import { clientAdapter } from './clients.ts'
import { grantAdapter } from './grants.ts'
import { recordAdapter } from './records.ts'

/** Where the library finds and keeps the records of one of its models. */
export function adapterOf(gateway: Gateway, model: string): Adapter {
  switch (model) {
    case 'Client':
      return clientAdapter(gateway)
    case 'Grant':
      return grantAdapter(gateway)
    case 'AccessToken':
      return accessTokenAdapter(gateway)
    default:
      return recordAdapter(gateway, model)
  }
}
