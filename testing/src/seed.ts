import type { Conduit, CreatedTask, NewTask, Phid } from 'phorge-conduit'

/** A project to make. Its hashtag follows from its name: `#backend` of “Backend”. */
export interface NewProject {
  readonly name: string
  readonly description?: string | undefined
  /** User names. */
  readonly members?: readonly string[] | undefined
}

/** A project that is there. */
export interface Project {
  readonly id: number
  readonly phid: Phid<'PROJ'>
  readonly name: string
}

/** A task to make. */
export interface SeededTask<Name extends string = string> extends NewTask {
  /** @default rjkaplan */
  readonly author?: Name | undefined
}

/** Makes projects in this order, by the same call that everybody makes. */
export async function createProjects(
  conduit: Conduit,
  phidOfUser: (name: string) => Phid<'USER'>,
  projects: readonly (string | NewProject)[],
): Promise<Project[]> {
  const created: Project[] = []
  for (const project of projects) {
    const { name, description, members } = typeof project === 'string' ? { name: project } : project
    const { object } = await conduit.project.edit({
      transactions: [
        { type: 'name', value: name },
        ...(description === undefined ? [] : [{ type: 'description', value: description } as const]),
        ...(members === undefined ? [] : [{ type: 'members.set', value: members.map(phidOfUser) } as const]),
      ],
    })
    created.push({ ...object, name })
  }
  return created
}

/** Makes tasks in this order: the first is T1. */
export async function createTasks(
  conduitOf: (author: string) => Conduit,
  tasks: readonly SeededTask[],
): Promise<CreatedTask[]> {
  const created: CreatedTask[] = []
  for (const { author = 'rjkaplan', ...task } of tasks)
    created.push(await conduitOf(author).tasks.create(task))
  return created
}
