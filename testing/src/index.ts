export type { ArrivedCall, Outcome, RecordedCall } from './calls.ts'
export type { ServerClock } from './clock.ts'
export type { ConduitServer } from './conduit-server.ts'
export type { AnyFault, Fault, FaultName } from './faults/fault.ts'
export type {
  FaultChooser,
  Faults,
  FaultyCalls,
  FaultyMethod,
  HeldAnswer,
  OrderedFault,
  SeenFault,
} from './faults/faults.ts'
export type { NewProject, Project, SeededTask } from './seed.ts'
export type { Application, NewApplication } from './sign-in/application.ts'
export { type StartOptions, startConduit } from './start-conduit.ts'
export type { DefaultUser, NewUser, User, Users } from './users.ts'
