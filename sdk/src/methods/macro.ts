import type { Change, CommentChange, MfaChange, SubscriberChange } from './changes.ts'
import type { Optional } from './constraints.ts'
import type { EditMethod, Method } from './method.ts'
import type { Phid } from './values.ts'

/** `PhabricatorMacroEditEngine`. A new macro needs both `name` and `filePHID`. */
export type MacroTransaction =
  | Change<'name', string>
  | Change<'filePHID', Phid<'FILE'>>
  | SubscriberChange
  | CommentChange
  | MfaChange

/** A picture that has a name: `MacroQueryConduitAPIMethod`. */
export interface Macro {
  uri: string
  phid: Phid<'MCRO'>
  authorPHID: Phid<'USER'> | null
  dateCreated: string | number
  filePHID: Phid<'FILE'>
}

/** The methods of Macro. */
export interface MacroMethods {
  /** Changes a macro, or makes one. */
  readonly edit: EditMethod<'MCRO', MacroTransaction>
  /** Finds macros; they are answered by name. */
  readonly query: Method<
    Optional<{
      ids: readonly number[]
      phids: readonly Phid<'MCRO'>[]
      authorPHIDs: readonly Phid<'USER'>[]
      names: readonly string[]
      /** Part of a name. */
      nameLike: string
    }>,
    Record<string, Macro>
  >
  /** Writes on a macro's picture. `MacroCreateMemeConduitAPIMethod` */
  readonly creatememe: Method<
    { readonly macroName: string } & Optional<{ upperText: string; lowerText: string }>,
    { uri: string }
  >
}
