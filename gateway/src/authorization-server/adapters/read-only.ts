import type { Adapter, AdapterPayload } from 'oidc-provider'

/** For what the library reads and others write. */
export function readOnlyAdapter(find: (id: string) => Promise<AdapterPayload | undefined>): Adapter {
  const nothing = async () => undefined
  return {
    find,
    findByUid: nothing,
    findByUserCode: nothing,
    upsert: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: refuse,
  }
}

async function refuse(): Promise<never> {
  throw new Error('the authorization server does not write this')
}
