import type { Optional } from './constraints.ts'
import type { Method } from './method.ts'
import type { Phid } from './values.ts'

/** 0 red, 1 orange, 2 yellow, 3 green, 4 blue, 5 pink, 6 purple, 7 checkered: `PhabricatorFlagColor`. */
export type FlagColor = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7

/** The viewer's mark on an object: `FlagConduitAPIMethod`. */
export interface Flag {
  id: string | number
  ownerPHID: Phid<'USER'>
  /** Of the object: `TASK`. */
  type: string
  objectPHID: Phid
  reasonPHID: Phid
  color: string | number
  colorName: string
  note: string
  handle: { uri: string; name: string; fullname: string }
  dateCreated: string | number
  dateModified: string | number
}

/** The methods of Flag. */
export interface FlagMethods {
  /** Finds flags. `FlagQueryConduitAPIMethod` */
  readonly query: Method<
    Optional<{
      ownerPHIDs: readonly Phid<'USER'>[]
      types: readonly string[]
      objectPHIDs: readonly Phid[]
      limit: number
      offset: number
    }>,
    Flag[]
  >
  /** Flags an object, or changes the flag that it has. `FlagEditConduitAPIMethod` */
  readonly edit: Method<
    { readonly objectPHID: Phid } & Optional<{ color: FlagColor; note: string }>,
    Flag & { new: boolean }
  >
  /** Takes a flag away, by its own number or by its object; `null` when there is none. `FlagDeleteConduitAPIMethod` */
  readonly delete: Method<Optional<{ id: number; objectPHID: Phid }>, Flag | null>
}
