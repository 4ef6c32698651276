import type { Command } from '../command.ts'
import { call } from './call.ts'
import { doctor } from './doctor.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { createTask } from './tasks/create.ts'
import { searchTasks } from './tasks/search.ts'
import { closeTask, reopenTask } from './tasks/set-status.ts'
import { showTask } from './tasks/show.ts'
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
  types,
  doctor,
]
