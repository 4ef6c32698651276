import type {
  ByAge,
  CreatedConstraint,
  ObjectConstraints,
  Optional,
  SubscriberConstraint,
} from './constraints.ts'
import type { SearchMethod } from './method.ts'
import type { FoundObject, ObjectFields, SubscribersAttachment } from './object.ts'
import type { EpochSeconds, Phid } from './values.ts'

/** A signature as it is attached to its document. */
export interface AttachedSignature {
  phid: Phid<'LEGS'>
  signerPHID: Phid<'USER'> | null
  exemptionPHID: Phid<'USER'> | null
  isExemption: boolean | string | number
  signerName: string
  signerEmail: string
  documentVersion: string | number
  dateCreated: EpochSeconds
}

/** `PhabricatorLegalpadBodySearchEngineAttachment`, `PhabricatorLegalpadSignaturesSearchEngineAttachment` */
export interface LegalpadAttachments {
  body: { body: string; preamble: string | null }
  signatures: { signatures: AttachedSignature[] }
}

/** A document to be signed: `LegalpadDocument`. */
export interface LegalpadDocument
  extends FoundObject<
    'LEGD',
    ObjectFields & {
      title: string
      creatorPHID: Phid<'USER'>
      versions: string | number
      requireSignature: boolean
    },
    LegalpadAttachments & SubscribersAttachment
  > {}

/** `LegalpadDocumentSearchEngine` */
export interface LegalpadDocumentConstraints
  extends ObjectConstraints<'LEGD'>,
    SubscriberConstraint,
    CreatedConstraint,
    Optional<{
      signerPHIDs: readonly string[]
      creatorPHIDs: readonly string[]
      contributorPHIDs: readonly string[]
    }> {}

/** `LegalpadDocumentSignature` */
export interface LegalpadSignature
  extends FoundObject<
    'LEGS',
    ObjectFields & {
      documentPHID: Phid<'LEGD'>
      signerPHID: Phid<'USER'> | null
      exemptionPHID: Phid<'USER'> | null
      signerName: string
      signerEmail: string
      isExemption: boolean | string | number
    }
  > {}

/** `LegalpadDocumentSignatureSearchEngine` */
export interface LegalpadSignatureConstraints
  extends ObjectConstraints<'LEGS'>,
    CreatedConstraint,
    Optional<{
      signerPHIDs: readonly string[]
      documentPHIDs: readonly Phid<'LEGD'>[]
      nameContains: string
      emailContains: string
    }> {}

/** The methods of Legalpad. */
export interface LegalpadMethods {
  readonly document: {
    /** Finds documents to be signed. */
    readonly search: SearchMethod<LegalpadDocumentConstraints, LegalpadDocument, ByAge>
  }
  readonly signature: {
    /** Finds signatures. */
    readonly search: SearchMethod<LegalpadSignatureConstraints, LegalpadSignature, ByAge>
  }
}
