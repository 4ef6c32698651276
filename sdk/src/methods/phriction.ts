import type { DiscussedChange, SpaceChange } from './changes.ts'
import type {
  ByAge,
  ByAgeOrRelevance,
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
  Guarded,
  InSpace,
  Named,
  ProjectsAttachment,
  Remarkup,
  SeenFields,
  SubscribersAttachment,
} from './object.ts'
import type { Phid } from './values.ts'

/** `PhrictionDocumentStatus` */
export type DocumentStatus = 'active' | 'deleted' | 'moved' | 'stub'

/** `PhrictionContentSearchEngineAttachment` */
export interface DocumentContentAttachment {
  content: { title: string; path: string; authorPHID: Phid<'USER'>; content: Remarkup }
}

/** A wiki page as `phriction.document.search` gives it: `PhrictionDocument`. */
export interface PhrictionDocument
  extends FoundObject<
    'WIKI',
    Guarded & InSpace & { path: string; status: Named<DocumentStatus> },
    DocumentContentAttachment & SubscribersAttachment & ProjectsAttachment
  > {}

/** `PhrictionDocumentSearchEngine` */
export interface PhrictionDocumentConstraints
  extends ObjectConstraints<'WIKI'>,
    SubscriberConstraint,
    ProjectConstraint,
    SpaceConstraint,
    FulltextConstraint,
    Optional<{
      statuses: readonly DocumentStatus[]
      /** With a slash at the end: `guides/errors/`. */
      paths: readonly string[]
      /** Those right below. */
      parentPaths: readonly string[]
      /** All those below. */
      ancestorPaths: readonly string[]
    }> {}

/** `PhrictionDocumentEditEngine`. Title and text are changed by `phriction.edit`. */
export type PhrictionDocumentTransaction = DiscussedChange | SpaceChange

/** A version of a wiki page as `phriction.content.search` gives it: `PhrictionContent`. */
export interface PhrictionContent
  extends FoundObject<
    'WRDS',
    SeenFields & {
      documentPHID: Phid<'WIKI'>
      version: number
      /** What the editor said of the change. */
      description: string | null
    },
    DocumentContentAttachment
  > {}

/** `PhrictionContentSearchEngine` */
export interface PhrictionContentConstraints
  extends ObjectConstraints<'WRDS'>,
    Optional<{ documentPHIDs: readonly Phid<'WIKI'>[]; versions: readonly number[] }> {}

/** A wiki page with its text: `PhrictionConduitAPIMethod`. */
export interface DocumentVersion {
  phid: Phid<'WIKI'>
  uri: string
  slug: string
  version: string | number
  authorPHID: Phid<'USER'>
  title: string
  content: string
  /** `exists`, `deleted`, `moved`, `stub`. */
  status: string
  description: string | null
  dateCreated: string | number
}

/** The methods of Phriction. */
export interface PhrictionMethods {
  readonly document: {
    /** Finds wiki pages. */
    readonly search: SearchMethod<
      PhrictionDocumentConstraints,
      PhrictionDocument,
      ByAgeOrRelevance | 'hierarchy'
    >
    /** Changes what belongs to a wiki page: projects, subscribers, policies, comments. */
    readonly edit: EditMethod<'WIKI', PhrictionDocumentTransaction>
  }
  readonly content: {
    /** Finds versions of wiki pages. */
    readonly search: SearchMethod<PhrictionContentConstraints, PhrictionContent, ByAge>
  }
  /** Makes a wiki page. `PhrictionCreateConduitAPIMethod` */
  readonly create: Method<
    { readonly slug: string; readonly title: string; readonly content: string } & Optional<{
      description: string
    }>,
    DocumentVersion
  >
  /** Writes a new version of a wiki page. `PhrictionEditConduitAPIMethod` */
  readonly edit: Method<
    { readonly slug: string } & Optional<{ title: string; content: string; description: string }>,
    DocumentVersion
  >
  /** @deprecated Deprecated by Phorge: use `content.search`. */
  readonly history: Method<{ readonly slug: string }, DocumentVersion[]>
  /** @deprecated Deprecated by Phorge: use `document.search` with the attachment `content`. */
  readonly info: Method<{ readonly slug: string }, DocumentVersion>
}
