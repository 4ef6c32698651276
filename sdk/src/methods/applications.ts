import type { AlmanacMethods } from './almanac.ts'
import type { ApplicationMethods } from './application.ts'
import type { AuditMethods } from './audit.ts'
import type { AuthMethods } from './auth.ts'
import type { BadgeMethods } from './badge.ts'
import type { CalendarMethods } from './calendar.ts'
import type { ConduitConduitMethods } from './conduit.ts'
import type { ConpherenceMethods } from './conpherence.ts'
import type { CountdownMethods } from './countdown.ts'
import type { DashboardMethods } from './dashboard.ts'
import type { DifferentialMethods } from './differential/index.ts'
import type { DiffusionMethods, InternalMethods } from './diffusion/index.ts'
import type { DrydockMethods } from './drydock.ts'
import type { EdgeMethods } from './edge.ts'
import type { FeedMethods } from './feed.ts'
import type { FileMethods } from './file.ts'
import type { FlagMethods } from './flag.ts'
import type { HarbormasterMethods } from './harbormaster/index.ts'
import type { LegalpadMethods } from './legalpad.ts'
import type { MacroMethods } from './macro.ts'
import type { ManiphestMethods } from './maniphest.ts'
import type { EditMethod, Method } from './method.ts'
import type { OwnersMethods } from './owners.ts'
import type { PackagesMethods } from './packages.ts'
import type { PassphraseMethods } from './passphrase.ts'
import type { PasteMethods } from './paste.ts'
import type { PhameMethods } from './phame.ts'
import type { PhidMethods } from './phid.ts'
import type { PhrequentMethods } from './phrequent.ts'
import type { PhrictionMethods } from './phriction.ts'
import type { PhurlsMethods } from './phurls.ts'
import type { PortalMethods } from './portal.ts'
import type { ProjectMethods } from './project.ts'
import type { RemarkupMethods } from './remarkup.ts'
import type { RepositoryMethods } from './repository.ts'
import type { SlowvoteMethods } from './slowvote.ts'
import type { TokenMethods } from './token.ts'
import type { TransactionMethods } from './transaction.ts'
import type { UserMethods } from './user.ts'

/** The methods of each application, named as Conduit names them: `maniphest.status.search`. */
export interface Applications {
  /** Machines and services: an inventory. */
  readonly almanac: AlmanacMethods
  /** OAuth applications of a gateway. */
  readonly application: ApplicationMethods
  /** Commits to be looked at after they were pushed. */
  readonly audit: AuditMethods
  /** Sessions and keys. */
  readonly auth: AuthMethods
  /** Badges that people are given. */
  readonly badge: BadgeMethods
  /** Events. */
  readonly calendar: CalendarMethods
  /** The server itself. */
  readonly conduit: ConduitConduitMethods
  /** Rooms to talk in. */
  readonly conpherence: ConpherenceMethods
  /** Countdowns. */
  readonly countdown: CountdownMethods
  /** Panels of dashboards. */
  readonly dashboard: DashboardMethods
  /** Code review before a push. */
  readonly differential: DifferentialMethods
  /** Repositories and commits. */
  readonly diffusion: DiffusionMethods
  /** Machines and working copies for builds. */
  readonly drydock: DrydockMethods
  /** How objects are related. */
  readonly edge: EdgeMethods
  /** What happened. */
  readonly feed: FeedMethods
  /** Files. */
  readonly file: FileMethods
  /** The viewer's own marks on objects. */
  readonly flag: FlagMethods
  /** Builds. */
  readonly harbormaster: HarbormasterMethods
  /** For Phorge's own use. */
  readonly internal: InternalMethods
  /** Documents to be signed. */
  readonly legalpad: LegalpadMethods
  /** Pictures that have a name. */
  readonly macro: MacroMethods
  /** Methods of Maniphest, as Conduit names them. */
  readonly maniphest: ManiphestMethods
  /** Which code belongs to whom. */
  readonly owners: OwnersMethods
  /** Packages of software. */
  readonly packages: PackagesMethods
  /** Secrets that Phorge keeps. */
  readonly passphrase: PassphraseMethods
  /** Pastes. */
  readonly paste: PasteMethods
  /** Blogs. */
  readonly phame: PhameMethods
  /** Objects of any type by name or PHID. */
  readonly phid: PhidMethods
  /** How long people work on what. */
  readonly phrequent: PhrequentMethods
  /** The wiki. */
  readonly phriction: PhrictionMethods
  /** Short links. */
  readonly phurls: PhurlsMethods
  /** Portals. */
  readonly portal: PortalMethods
  /** Projects and their workboards. */
  readonly project: ProjectMethods
  /** Phorge's markup. */
  readonly remarkup: RemarkupMethods
  /** Repositories, as they were asked for once; see `diffusion.repository`. */
  readonly repository: RepositoryMethods
  /** Polls. */
  readonly slowvote: SlowvoteMethods
  /** Tokens that people give to what they like, and API tokens of a gateway. */
  readonly token: TokenMethods
  /** What was done to objects. */
  readonly transaction: TransactionMethods
  /** People, bots and mailing lists. */
  readonly user: UserMethods
}

type NamesIn<Tree, Path extends string> = {
  [Key in keyof Tree & string]: Tree[Key] extends Method
    ? `${Path}${Key}`
    : NamesIn<Tree[Key], `${Path}${Key}.`>
}[keyof Tree & string]

type At<Tree, Path extends string> = Path extends `${infer First}.${infer Rest}`
  ? First extends keyof Tree
    ? At<Tree[First], Rest>
    : never
  : Path extends keyof Tree
    ? Tree[Path]
    : never

/** The methods by name. */
export type Described = { readonly [Name in NamesIn<Applications, ''>]: At<Applications, Name> }

/** The `*.edit` of Phorge's editors, by name, with their transactions. */
export type Transactions = {
  readonly [Name in keyof Described as Described[Name] extends EditMethod<string, { readonly type: string }>
    ? Name
    : never]: Described[Name] extends { readonly transaction: infer Transaction } ? Transaction : never
}
