import type { AlmanacMethods } from './almanac.ts'
import type { AuthMethods } from './auth.ts'
import type { ConduitConduitMethods } from './conduit.ts'
import type { DifferentialMethods } from './differential/index.ts'
import type { ManiphestMethods } from './maniphest.ts'
import type { EditMethod, Method } from './method.ts'
import type { PhidMethods } from './phid.ts'
import type { ProjectMethods } from './project.ts'
import type { TransactionMethods } from './transaction.ts'
import type { UserMethods } from './user.ts'

/** The methods of each application, named as Conduit names them: `maniphest.status.search`. */
export interface Applications {
  /** Machines and services: an inventory. */
  readonly almanac: AlmanacMethods
  /** Sessions and keys. */
  readonly auth: AuthMethods
  /** The server itself. */
  readonly conduit: ConduitConduitMethods
  /** Code review before a push. */
  readonly differential: DifferentialMethods
  /** Methods of Maniphest, as Conduit names them. */
  readonly maniphest: ManiphestMethods
  /** Objects of any type by name or PHID. */
  readonly phid: PhidMethods
  /** Projects and their workboards. */
  readonly project: ProjectMethods
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
