import type {
  ByAge,
  CreatedConstraint,
  ObjectConstraints,
  Optional,
  SubscriberConstraint,
} from './constraints.ts'
import type { Method, SearchMethod } from './method.ts'
import type { FoundObject, ObjectFields, Policy, SubscribersAttachment } from './object.ts'
import type { EpochSeconds, Phid } from './values.ts'

/** A file as `file.search` gives it: `PhabricatorFile`. */
export interface ConduitFile
  extends FoundObject<
    'FILE',
    ObjectFields & {
      name: string
      uri: string
      /** Where its content is; in a browser it needs the viewer's session. */
      dataURI: string
      /** Bytes. */
      size: number
      alt: { custom: string | null; default: string | null }
    },
    SubscribersAttachment
  > {}

/** `PhabricatorFileSearchEngine` */
export interface FileConstraints
  extends ObjectConstraints<'FILE'>,
    SubscriberConstraint,
    CreatedConstraint,
    Optional<{
      authorPHIDs: readonly string[]
      /** Whether somebody uploaded it, and not Phorge itself. */
      explicit: boolean
      /** Part of a name. */
      name: string
    }> {}

/** What is to be done to upload a file: `FileAllocateConduitAPIMethod`. */
export interface AllocatedFile {
  /** Whether the content must be sent. */
  upload: boolean
  /** The file, if there is one; `null` with `upload` means to send the content by `file.upload`. */
  filePHID: Phid<'FILE'> | null
  /** Why the file cannot be kept. */
  error?: string | undefined
  chunkedHash?: string | undefined
}

/** A part of a large file. Positions are bytes, the end is exclusive. */
export interface FileChunk {
  byteStart: string | number
  byteEnd: string | number
  complete: boolean
}

/** A file as `file.info` gives it. */
export interface FrozenFile {
  id: string | number
  phid: Phid<'FILE'>
  objectName: string
  name: string | null
  mimeType: string | null
  byteSize: string | number
  authorPHID: Phid | null
  dateCreated: string | number
  dateModified: string | number
  uri: string
}

/** The methods of File. */
export interface FileMethods {
  /** Finds files. */
  readonly search: SearchMethod<FileConstraints, ConduitFile, ByAge>
  /** Prepares an upload; a content that the server has already need not be sent. */
  readonly allocate: Method<
    { readonly name: string; readonly contentLength: number } & Optional<{
      /** SHA-256 in hexadecimal. */
      contentHash: string
      viewPolicy: Policy
      deleteAfterEpoch: EpochSeconds
    }>,
    AllocatedFile
  >
  /** The content of a file, in Base64. `FileDownloadConduitAPIMethod` */
  readonly download: Method<{ readonly phid: Phid<'FILE'> }, string>
  /** The parts of a large file. `FileQueryChunksConduitAPIMethod` */
  readonly querychunks: Method<{ readonly filePHID: Phid<'FILE'> }, FileChunk[]>
  /** Uploads a small file; answers its PHID. `FileUploadConduitAPIMethod` */
  readonly upload: Method<
    { readonly data_base64: string } & Optional<{ name: string; viewPolicy: Policy; canCDN: boolean }>,
    Phid<'FILE'>
  >
  /** Uploads a part of a large file which `allocate` has prepared. `FileUploadChunkConduitAPIMethod` */
  readonly uploadchunk: Method<
    {
      readonly filePHID: Phid<'FILE'>
      readonly byteStart: number
      readonly data: string
      readonly dataEncoding: 'base64'
    },
    null
  >
  /** @deprecated Deprecated by Phorge: use `search`. */
  readonly info: Method<Optional<{ id: number; phid: Phid<'FILE'> }>, FrozenFile>
}
