import type { Phid } from 'phorge-conduit'
import type { RunningGateway } from 'phorge-conduit-gateway'
import {
  type Account,
  createApiToken,
  EmbeddedBackend,
  type NewAccount,
} from 'phorge-conduit-gateway/administration'

/** An account with an API token. */
export interface User<Name extends string = string> {
  readonly userName: Name
  readonly realName: string
  readonly phid: Phid<'USER'>
  /** An API token with all of this person's rights. */
  readonly token: string
  readonly isAdministrator: boolean
}

/** An account to make. */
export interface NewUser<Name extends string = string> {
  /** Letters, digits, `.`, `-` and `_`; unique whatever the case. */
  readonly userName: Name
  /** @default the user name */
  readonly realName?: string | undefined
  /** For a browser that types it; to hash one takes a fifth of a second. @default none: nobody can sign in by typing */
  readonly password?: string | undefined
  readonly isAdministrator?: boolean | undefined
  readonly isBot?: boolean | undefined
}

/** Who is always there. */
export type DefaultUser = 'rjkaplan' | 'angie'

const defaultUsers: readonly NewUser<DefaultUser>[] = [
  { userName: 'rjkaplan', realName: 'Rachel J Kaplan', isAdministrator: true },
  { userName: 'angie', realName: 'Angela Ortiz' },
]

/** The accounts of a server, by user name. */
export type Users<Name extends string> = { readonly [Each in Name | DefaultUser]: User<Each> }

/** The accounts to make: the usual ones, unless they are described anew, and these. */
export function withDefaults(users: readonly (string | NewUser)[]): NewUser[] {
  const named = users.map((user) => (typeof user === 'string' ? { userName: user } : user))
  const isNamed = (userName: string) => named.some((user) => user.userName === userName)
  return [...defaultUsers.filter(({ userName }) => !isNamed(userName)), ...named]
}

/** Makes an account and its token; those that `known` had before, when it is made again. */
export async function createUser(
  { gateway }: RunningGateway,
  { realName, ...user }: NewUser,
  known?: User,
): Promise<User> {
  const account = await createAccount(gateway.backend, {
    ...user,
    realName: realName ?? user.userName,
    phid: known?.phid,
  })
  const { token } = await createApiToken(gateway, {
    userPhid: account.phid,
    name: 'test',
    token: known?.token,
  })
  const { userName, isAdministrator } = account
  return { userName, realName: account.realName, phid: phidOf(account), token, isAdministrator }
}

function createAccount(backend: unknown, account: NewAccount): Promise<Account> {
  if (backend instanceof EmbeddedBackend) return backend.createAccount(account)
  throw new TypeError('Accounts can be made in the embedded Maniphest only.')
}

function phidOf({ phid }: Account): Phid<'USER'> {
  return phid as Phid<'USER'>
}
