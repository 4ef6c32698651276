import { authMethods } from './auth.ts'
import { conduitMethods } from './conduit.ts'
import { maniphestMethods } from './maniphest.ts'
import type { Method } from './method.ts'
import { phidMethods } from './phid.ts'
import { projectMethods } from './project.ts'
import { transactionMethods } from './transaction.ts'
import { userMethods } from './user.ts'

/** The methods of each application, named as Conduit names them: `maniphest.status.search`. */
export const applications = {
  /** Tasks. */
  maniphest: maniphestMethods,
  /** People, bots and mailing lists. */
  user: userMethods,
  /** Projects and their workboards. */
  project: projectMethods,
  /** What was done to objects. */
  transaction: transactionMethods,
  /** Objects of any type by name or PHID. */
  phid: phidMethods,
  /** The server itself. */
  conduit: conduitMethods,
  /** Sessions. */
  auth: authMethods,
}

type MethodsIn<Tree> = Tree extends Method ? Tree : { [Key in keyof Tree]: MethodsIn<Tree[Key]> }[keyof Tree]

export type KnownMethod = MethodsIn<typeof applications>
