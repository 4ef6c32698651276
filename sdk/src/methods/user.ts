import * as z from 'zod/mini'
import type { Change, CustomChange, MfaChange } from './changes.ts'
import type {
  ByAgeOrRelevance,
  CreatedConstraint,
  CustomConstraint,
  FulltextConstraint,
  ObjectConstraints,
  Optional,
} from './constraints.ts'
import type { EditMethod, Method, NoParams, SearchMethod } from './method.ts'
import { page } from './search.ts'
import { epoch, known, listOf, maybeEmpty, type Phid, phid, policies, withCustomFields } from './values.ts'

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

/** Results that are read field by field. */
export const userResults = {
  'user.whoami': whoAmI,
  'user.search': page(user),
  'user.query': listOf(whoAmI),
}

/** `PhabricatorPeopleSearchEngine` */
export interface UserConstraints
  extends ObjectConstraints<'USER'>,
    FulltextConstraint,
    CreatedConstraint,
    CustomConstraint,
    Optional<{
      usernames: readonly string[]
      /** Part of a user name or real name. */
      nameLike: string
      isAdmin: boolean
      isDisabled: boolean
      isBot: boolean
      isMailingList: boolean
      needsApproval: boolean
      /** Whether a second factor is enrolled. */
      mfa: boolean
    }> {}

/** What `user.search` takes. */
export type UserSearchParams = UserMethods['search']['params']

/** One change to a user, as `user.edit` takes it: `PhabricatorUserEditEngine`. Users cannot be created over Conduit. */
export type UserTransaction =
  | Change<'disabled' | 'approved', boolean>
  /** What the profile shows. */
  | Change<'realName' | 'title' | 'icon' | 'blurb', string>
  | MfaChange
  | CustomChange

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

/** The methods of User. */
export interface UserMethods {
  /** Who the credential belongs to. Every OAuth token may call it. */
  readonly whoami: Method<NoParams, WhoAmI>
  /** Finds users. */
  readonly search: SearchMethod<UserConstraints, User, ByAgeOrRelevance>
  /** Changes a user; most of it is for administrators. */
  readonly edit: EditMethod<'USER', UserTransaction>
  /** @deprecated Frozen by Phorge: use `search`. */
  readonly query: Method<FrozenUserQuery, WhoAmI[]>
  /** @deprecated Deprecated by Phorge: use `search`. PHIDs by user name. */
  readonly find: Method<{ readonly aliases: readonly string[] }, Record<string, Phid<'USER'>>>
  /** @deprecated Deprecated by Phorge: use `edit`. */
  readonly enable: Method<UserPhids, null>
  /** @deprecated Deprecated by Phorge: use `edit`. */
  readonly disable: Method<UserPhids, null>
}
