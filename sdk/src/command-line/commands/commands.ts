import type { Command } from '../command.ts'
import {
  approveApplication,
  disableApplication,
  rejectApplication,
  withdrawApplication,
} from './applications/decide.ts'
import { listApplications } from './applications/list.ts'
import { proposeApplication } from './applications/propose.ts'
import { showApplication } from './applications/show.ts'
import { call } from './call.ts'
import { doctor } from './doctor.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { createTask } from './tasks/create.ts'
import { searchTasks } from './tasks/search.ts'
import { closeTask, reopenTask } from './tasks/set-status.ts'
import { showTask } from './tasks/show.ts'
import { narrowToken, renameToken, revokeToken } from './tokens/edit.ts'
import { listTokens } from './tokens/list.ts'
import { showToken } from './tokens/show.ts'
import { types } from './types.ts'
import { whoami } from './whoami.ts'

/** In the order of the help. */
export const commands: readonly Command[] = [
  login,
  logout,
  whoami,
  call,
  createTask,
  closeTask,
  reopenTask,
  showTask,
  searchTasks,
  listTokens,
  showToken,
  renameToken,
  narrowToken,
  revokeToken,
  listApplications,
  showApplication,
  proposeApplication,
  approveApplication,
  rejectApplication,
  disableApplication,
  withdrawApplication,
  types,
  doctor,
]
