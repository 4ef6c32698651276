import type { Change, DiscussedChange, SpaceChange } from './changes.ts'
import type {
  ByAgeOrRelevance,
  CreatedConstraint,
  FulltextConstraint,
  ObjectConstraints,
  Optional,
  ProjectConstraint,
  SpaceConstraint,
  SubscriberConstraint,
} from './constraints.ts'
import type { EditMethod, Method, SearchMethod } from './method.ts'
import type {
  FoundObject,
  InSpace,
  ObjectFields,
  ProjectsAttachment,
  SubscribersAttachment,
} from './object.ts'
import type { Monogram, Phid } from './values.ts'

/** `PhabricatorPasteContentSearchEngineAttachment` */
export interface PasteContentAttachment {
  content: { content: string }
}

/** A paste as `paste.search` gives it: `PhabricatorPaste`. */
export interface Paste
  extends FoundObject<
    'PSTE',
    ObjectFields &
      InSpace & {
        title: string
        uri: string
        authorPHID: Phid<'USER'>
        language: string | null
        status: 'active' | 'archived'
      },
    PasteContentAttachment & SubscribersAttachment & ProjectsAttachment
  > {}

/** `PhabricatorPasteSearchEngine` */
export interface PasteConstraints
  extends ObjectConstraints<'PSTE'>,
    SubscriberConstraint,
    ProjectConstraint,
    SpaceConstraint,
    FulltextConstraint,
    CreatedConstraint,
    Optional<{
      authors: readonly string[]
      languages: readonly string[]
      statuses: readonly ('active' | 'archived')[]
    }> {}

/** `PhabricatorPasteEditEngine`. A new paste needs `text`. */
export type PasteTransaction =
  | Change<'title' | 'language' | 'text', string>
  | Change<'status', 'active' | 'archived'>
  | DiscussedChange
  | SpaceChange

/** A paste as the frozen methods give it. */
export interface FrozenPaste {
  id: string | number
  objectName: Monogram<'P'>
  phid: Phid<'PSTE'>
  authorPHID: Phid<'USER'>
  filePHID: Phid<'FILE'>
  title: string | null
  dateCreated: string | number
  language: string | null
  uri: string
  parentPHID: Phid<'PSTE'> | null
  content: string
}

/** The methods of Paste. */
export interface PasteMethods {
  /** Finds pastes. */
  readonly search: SearchMethod<PasteConstraints, Paste, ByAgeOrRelevance>
  /** Changes a paste, or makes one. */
  readonly edit: EditMethod<'PSTE', PasteTransaction>
  /** @deprecated Deprecated by Phorge: use `edit` without `objectIdentifier`. */
  readonly create: Method<
    { readonly content: string } & Optional<{ title: string; language: string }>,
    FrozenPaste
  >
  /** @deprecated Deprecated by Phorge: use `search` with the attachment `content`. */
  readonly info: Method<{ readonly paste_id: number }, FrozenPaste>
  /** @deprecated Deprecated by Phorge: use `search` with the attachment `content`. Pastes by PHID. */
  readonly query: Method<
    Optional<{
      ids: readonly number[]
      phids: readonly Phid<'PSTE'>[]
      authorPHIDs: readonly Phid<'USER'>[]
      after: number
      limit: number
    }>,
    Record<string, FrozenPaste>
  >
}
