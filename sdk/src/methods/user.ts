import * as z from 'zod/mini'
import { type EditParams, editMethod, method, type NoParams, params, searchMethod } from './method.ts'
import type { ApplicationSearchParams } from './search.ts'
import {
  epoch,
  known,
  listOf,
  mapOf,
  maybeEmpty,
  type Phid,
  phid,
  policies,
  withCustomFields,
} from './values.ts'

const whoAmISchema = known(
  z.looseObject({
    phid: phid('USER'),
    userName: z.string(),
    realName: z.string(),
    image: z.optional(z.nullable(z.string())),
    uri: z.optional(z.string()),
    /** `verified`, `approved`, `activated`, `admin`, `agent`, `list`, `disabled`, … */
    roles: z.optional(listOf(z.string())),
    primaryEmail: z.optional(z.nullable(z.string())),
  }),
)

/** The user whose credential was used. */
export interface WhoAmI extends z.infer<typeof whoAmISchema> {}

const whoAmI: z.ZodMiniType<WhoAmI> = whoAmISchema

const userSchema = known(
  z.looseObject({
    id: z.number(),
    type: z.literal('USER'),
    phid: phid('USER'),
    fields: withCustomFields(
      z.looseObject({
        username: z.string(),
        realName: z.nullable(z.string()),
        roles: listOf(z.string()),
        dateCreated: epoch,
        dateModified: epoch,
        policy: policies,
      }),
    ),
    attachments: maybeEmpty(
      z.looseObject({
        availability: z.optional(
          z.looseObject({
            value: z.string(),
            until: z.nullable(epoch),
            name: z.string(),
            color: z.nullable(z.string()),
            eventPHID: z.optional(z.nullable(phid())),
          }),
        ),
      }),
    ),
  }),
)

/** A user as `user.search` gives it. */
export interface User extends z.infer<typeof userSchema> {}

const user: z.ZodMiniType<User> = userSchema

/** Which users. */
export interface UserConstraints {
  readonly ids?: readonly number[] | undefined
  readonly phids?: readonly Phid<'USER'>[] | undefined
  readonly usernames?: readonly string[] | undefined
  /** Part of a user name or real name. */
  readonly nameLike?: string | undefined
  readonly isAdmin?: boolean | undefined
  readonly isDisabled?: boolean | undefined
  readonly isBot?: boolean | undefined
  readonly isMailingList?: boolean | undefined
  readonly needsApproval?: boolean | undefined
  readonly mfa?: boolean | undefined
  readonly createdStart?: number | undefined
  readonly createdEnd?: number | undefined
  readonly query?: string | undefined
}

/** What `user.search` takes. */
export interface UserSearchParams
  extends ApplicationSearchParams<UserConstraints, 'availability', 'newest' | 'oldest' | 'relevance'> {}

/** One change to a user, as `user.edit` takes it. Users cannot be created over Conduit. */
export type UserTransaction =
  | { readonly type: 'disabled' | 'approved'; readonly value: boolean }
  | { readonly type: `custom.${string}`; readonly value: unknown }

interface FrozenUserQuery {
  readonly usernames?: readonly string[] | undefined
  readonly emails?: readonly string[] | undefined
  readonly realnames?: readonly string[] | undefined
  readonly phids?: readonly Phid<'USER'>[] | undefined
  readonly ids?: readonly number[] | undefined
  readonly offset?: number | undefined
  readonly limit?: number | undefined
}

type UserPhids = { readonly phids: readonly Phid<'USER'>[] }

export const userMethods = {
  /** Who the credential belongs to. Every OAuth token may call it. */
  whoami: method('user.whoami', params<NoParams>(), whoAmI),
  /** Finds users. */
  search: searchMethod('user.search', params<UserSearchParams>(), user),
  /** Changes a user; for administrators. */
  edit: editMethod('user.edit', params<EditParams<UserTransaction>>(), phid('USER'), {
    disabled: true,
    approved: true,
  }),
  /** @deprecated Frozen by Phorge: use `search`. */
  query: method('user.query', params<FrozenUserQuery>(), listOf(whoAmI), { frozen: true }),
  /** @deprecated Frozen by Phorge: use `search`. PHIDs by user name. */
  find: method('user.find', params<{ readonly aliases: readonly string[] }>(), mapOf(phid('USER')), {
    frozen: true,
  }),
  /** @deprecated Frozen by Phorge: use `edit`. */
  enable: method('user.enable', params<UserPhids>(), z.unknown(), { access: 'write', frozen: true }),
  /** @deprecated Frozen by Phorge: use `edit`. */
  disable: method('user.disable', params<UserPhids>(), z.unknown(), { access: 'write', frozen: true }),
}
