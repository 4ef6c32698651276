import type { Change, CommentChange, ListChange, MfaChange, PolicyChange } from './changes.ts'
import type { Optional } from './constraints.ts'
import type { EditMethod, Method } from './method.ts'
import type { Phid } from './values.ts'

/** `ConpherenceEditEngine` */
export type ConpherenceTransaction =
  | Change<'name' | 'topic', string>
  /** PHIDs or user names. */
  | ListChange<'participants', string>
  | PolicyChange
  | CommentChange
  | MfaChange

/** A room as `conpherence.querythread` gives it. */
export interface ConpherenceRoom {
  conpherenceID: string | number
  conpherencePHID: Phid<'CONP'>
  conpherenceTitle: string | null
  messageCount: string | number
  conpherenceURI: string
}

/** What was said or done in a room. */
export interface RoomTransaction {
  transactionID: string | number
  transactionType: string
  /** HTML. */
  transactionTitle: string | null
  /** Remarkup. */
  transactionComment: string | null
  transactionOldValue: unknown
  transactionNewValue: unknown
  transactionMetadata: unknown
  authorPHID: Phid
  dateCreated: string | number
  roomID: string | number
  roomPHID: Phid<'CONP'>
}

/** `conpherenceID`, `conpherencePHID` and `conpherenceURI` of a new room. */
export type CreatedRoom = Pick<ConpherenceRoom, 'conpherenceID' | 'conpherencePHID' | 'conpherenceURI'>

/** The methods of Conpherence. */
export interface ConpherenceMethods {
  /** Changes a room, speaks in it, or makes one. */
  readonly edit: EditMethod<'CONP', ConpherenceTransaction>
  /** Rooms by number; the viewer's own when none are named. `ConpherenceQueryThreadConduitAPIMethod` */
  readonly querythread: Method<
    Optional<{
      ids: readonly number[]
      phids: readonly Phid<'CONP'>[]
      limit: number
      offset: number
    }>,
    Record<string, ConpherenceRoom>
  >
  /** What was said in one room, by number. `ConpherenceQueryTransactionConduitAPIMethod` */
  readonly querytransaction: Method<
    Optional<{ roomID: number; roomPHID: Phid<'CONP'>; limit: number; offset: number }>,
    Record<string, RoomTransaction>
  >
  /** @deprecated Deprecated by Phorge: use `edit` without `objectIdentifier`. */
  readonly createthread: Method<
    { readonly title: string; readonly participantPHIDs: readonly Phid<'USER'>[] } & Optional<{
      topic: string
      message: string
    }>,
    CreatedRoom
  >
  /** @deprecated Deprecated by Phorge: use `edit`. */
  readonly updatethread: Method<
    Optional<{
      id: number
      phid: Phid<'CONP'>
      title: string
      message: string
      addParticipantPHIDs: readonly Phid<'USER'>[]
      /** The viewer. */
      removeParticipantPHID: Phid<'USER'>
    }>,
    boolean
  >
}
