import type { Change } from './changes.ts'
import type { ByAge, ObjectConstraints, Optional } from './constraints.ts'
import type { ChangeMethod, Method, SearchMethod } from './method.ts'
import type { Dated, FoundObject, HistoryAttachment } from './object.ts'
import type { Phid } from './values.ts'

/** Where an application stands. Only an approved one can be used. */
export type ApplicationStage = 'proposed' | 'approved' | 'rejected' | 'disabled' | 'expired'

/** How an application comes by its tokens (RFC 6749). */
export type ApplicationGrantType = 'authorization_code' | 'refresh_token' | 'client_credentials'

/** An OAuth application of a gateway, without its secret. */
export interface OAuthApplication
  extends FoundObject<
    'OASC',
    Dated & {
      clientID: string
      name: string
      /** Unique with the name and the owner. */
      version: string
      description: string
      stage: ApplicationStage
      kind: 'confidential' | 'public'
      /** Only its owner can use it. */
      ownerOnly: boolean
      grantTypes: ApplicationGrantType[]
      redirectUris: string[]
      /** The redirect addresses are beginnings. */
      callbackIsPrefix: boolean
      /** Origins whose pages may call with its tokens (CORS). */
      origins: string[]
      /** The scopes that it was proposed with. What it may do is attached: `rules`. */
      methods: string[]
      /** E-mail address of who is told about it. */
      contact: string | null
      /** Ranges in CIDR notation from which it may come. */
      addressRanges: string[]
      /** `null`: nobody who signed in. */
      ownerPHID: Phid<'USER'> | null
      /** To be sent along with a change: one that was made meanwhile is never written over. */
      changeToken: string
    },
    {
      /** The scopes that an administrator allows it. */
      rules: { methods: string[] }
      history: HistoryAttachment
    }
  > {}

/** Administrators find all applications, everybody else their own. */
export interface ApplicationConstraints
  extends ObjectConstraints<'OASC'>,
    Optional<{
      clientIDs: readonly string[]
      ownerPHIDs: readonly Phid[]
      stages: readonly ApplicationStage[]
      /** The whole name. */
      name: string
      /** Part of the name. */
      query: string
    }> {}

/** What can be changed of an application: fields, or its stage in a call of its own. */
export type ApplicationTransaction =
  | Change<'name' | 'version' | 'description' | 'contact', string>
  | Change<'redirectUris' | 'origins' | 'addressRanges', readonly string[]>
  | Change<'callbackIsPrefix', boolean>
  | Change<'grantTypes', readonly ApplicationGrantType[]>
  /** Scopes: what it asks for or, with a `stage` of `approved`, what it is approved for. */
  | Change<'methods', readonly string[]>
  /** Approves, rejects, disables it, enables it again, or withdraws it. */
  | Change<'stage', ApplicationStage>

/** What every change of an application says besides. */
export interface ApplicationChange {
  /** The state that it was decided on: `changeToken` of the application as it was found. */
  readonly changeToken: string
  /** Why: for its history, and for its owner. */
  readonly reason?: string | undefined
}

/** Only `name` is required, and `redirectUris` unless the application signs in as its owner alone. */
export interface ApplicationProposal
  extends Optional<{
    /** @default the one after the latest */
    version: string
    description: string
    /** @default 'confidential' */
    kind: 'confidential' | 'public'
    /** For its owner alone: approved at once. */
    ownerOnly: boolean
    redirectUris: readonly string[]
    callbackIsPrefix: boolean
    origins: readonly string[]
    grantTypes: readonly ApplicationGrantType[]
    /** The scopes that it asks for. */
    methods: readonly string[]
    /** E-mail address. */
    contact: string
    /** Ranges in CIDR notation. @default everywhere */
    addressRanges: readonly string[]
    /** The version of the terms that the proposer accepts, where there are any. */
    terms: string
  }> {
  readonly name: string
}

/** An application that was just proposed. */
export interface ProposedApplication {
  id: number
  phid: Phid<'OASC'>
  clientID: string
  /** Told this once. It is of no use before the application is approved. `null` for a public one. */
  clientSecret: string | null
  stage: ApplicationStage
  changeToken: string
  /** What is allowed, and should be thought about. */
  warnings: string[]
}

/** The methods of Application, of a gateway alone: its OAuth applications. */
export interface ApplicationMethods {
  /** Finds applications. */
  readonly search: SearchMethod<ApplicationConstraints, OAuthApplication, ByAge>
  /** Corrects an application, or takes it to another stage. */
  readonly edit: ChangeMethod<'OASC', ApplicationTransaction, ApplicationChange>
  /** Proposes an application, for an administrator to approve. */
  readonly propose: Method<ApplicationProposal, ProposedApplication>
}
