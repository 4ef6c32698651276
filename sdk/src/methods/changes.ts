import type { Policy } from './object.ts'
import type { Phid } from './values.ts'

/** One transaction, as `*.edit` methods take it. */
export interface Change<Type extends string, Value> {
  readonly type: Type
  readonly value: Value
}

/** Adds to a list, takes from it, or replaces it. */
export type ListChange<List extends string, Item> = Change<
  `${List}.add` | `${List}.remove` | `${List}.set`,
  readonly Item[]
>

/** PHIDs or slugs without `#`. Phorge does not check whether the PHIDs are projects. */
export type ProjectChange = ListChange<'projects', string>

/** PHIDs or user names. */
export type SubscriberChange = ListChange<'subscribers', string>

/** Remarkup. */
export type CommentChange = Change<'comment', string>

/** Who may see the object and who may change it. */
export type PolicyChange = Change<'view' | 'edit', Policy>

export type SpaceChange = Change<'space', Phid<'SPCE'>>

/** Signs the edit with multi-factor authentication, which cannot be done over Conduit: always refused. */
export type MfaChange = Change<'mfa', boolean>

/** A custom field of this server. */
export type CustomChange = Change<`custom.${string}`, unknown>

/** `PhabricatorEditEngine` of objects that people discuss: tags, subscribers, policies, comments. */
export type DiscussedChange = ProjectChange | SubscriberChange | PolicyChange | CommentChange | MfaChange
