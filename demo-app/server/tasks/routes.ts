import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { errorId, noSuchError } from '../errors/routes.ts'
import type { Person } from '../sign-in/people.ts'
import { type Visitor, visitorOf } from '../sign-in/visitor.ts'
import type { Viewer } from '../viewer.ts'
import { projectChoices, statusChoices, taskDraft } from './choices.ts'
import { createTask } from './create.ts'
import { linkTask, unlinkTask } from './link.ts'
import { conflict, invalid, Refused, refusalOf, refuse, signedOut } from './refusals.ts'
import { taskState, taskStates } from './states.ts'

type Action = (
  visitor: Visitor,
  user: Person,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<unknown>

export function taskRoutes(viewer: Viewer): FastifyPluginAsync {
  return async (server) => {
    server.addHook('onRequest', async (request, reply) => {
      if (request.method !== 'GET' && !isFromOwnPage(request, viewer.config.publicUrl))
        return refuse(reply, foreignRequest)
    })

    server.get('/api/task-states', async (request) => {
      const { errors } = statesQuery.parse(request.query)
      const states = await taskStates(viewer, await visitorOf(viewer, request), errors)
      return { states: Object.fromEntries(states) }
    })

    const get = (path: string, action: Action) => server.get(path, signedIn(action))
    get('/api/statuses', async ({ conduit }) => ({ statuses: await statusChoices(viewer, conduit) }))
    get('/api/projects', async ({ conduit }, _user, request) => {
      const { query } = projectsQuery.parse(request.query)
      return { projects: await projectChoices(conduit, query) }
    })
    get('/api/errors/:id/task-draft', async ({ conduit }, _user, request) => {
      const error = viewer.errors.find(errorIdOf(request))
      if (!error) throw new Refused(noSuchError)
      return taskDraft(viewer, conduit, error)
    })

    const task = '/api/errors/:id/task'
    server.post(
      task,
      signedIn(async (visitor, user, request, reply) => {
        const body = read(createBody, request)
        const state = await createTask(viewer, visitor, user, knownError(request), body)
        return reply.code(state.kind === 'creating' ? 202 : 200).send({ state })
      }),
    )
    server.put(
      task,
      signedIn(async (visitor, user, request, reply) => {
        const { reference } = read(linkBody, request)
        const answer = await linkTask(viewer, visitor, user, knownError(request), reference)
        return reply.code('choices' in answer ? 300 : 200).send(answer)
      }),
    )
    server.delete(
      task,
      signedIn(async (visitor, user, request) => unlinkTask(viewer, visitor, user, knownError(request))),
    )
    server.post(
      `${task}/close`,
      signedIn(async (visitor, _user, request) => {
        const id = knownError(request)
        const { status, comment } = read(closeBody, request)
        await visitor.conduit.tasks.close(linkedTask(id), { status, comment })
        return { state: await taskState(viewer, visitor, id) }
      }),
    )
    server.post(
      `${task}/reopen`,
      signedIn(async (visitor, _user, request) => {
        const id = knownError(request)
        const { comment } = read(reopenBody, request)
        await visitor.conduit.tasks.reopen(linkedTask(id), { comment })
        return { state: await taskState(viewer, visitor, id) }
      }),
    )
  }

  /** The action as the signed-in user; what stands in its way becomes a refusal with a way out. */
  function signedIn(action: Action) {
    return async (request: FastifyRequest, reply: FastifyReply) => {
      const visitor = await visitorOf(viewer, request)
      if (!visitor.user) return refuse(reply, signedOut(visitor))
      try {
        return await action(visitor, visitor.user, request, reply)
      } catch (error) {
        const refusal = refusalOf(error, visitor)
        if (!(error instanceof Refused)) request.log.info({ err: error }, 'refused')
        return refuse(reply, refusal)
      }
    }
  }

  function knownError(request: FastifyRequest): number {
    const id = errorIdOf(request)
    if (!viewer.errors.has(id)) throw new Refused(noSuchError)
    return id
  }

  function linkedTask(id: number): number {
    const link = viewer.links.find(id)
    if (link?.state !== 'linked') throw conflict('This error has no task.', 'Load the page again.')
    return link.taskId
  }
}

/** A page elsewhere can neither send the header nor choose its own origin. */
function isFromOwnPage({ headers }: FastifyRequest, publicUrl: string): boolean {
  if (headers['x-error-viewer'] !== '1') return false
  return headers.origin === undefined || headers.origin === new URL(publicUrl).origin
}

const foreignRequest = {
  status: 403,
  code: 'invalid',
  message: 'This request does not come from the error viewer’s own page.',
  remedy: 'Load the page anew, at the address that the error viewer is configured with.',
  action: { kind: 'none' },
} as const

function errorIdOf(request: FastifyRequest): number {
  return errorId.parse((request.params as { id: string }).id)
}

function read<Body>(schema: z.ZodType<Body>, request: FastifyRequest): Body {
  const parsed = schema.safeParse(request.body ?? {})
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw invalid(`${issue?.path.join('.') || 'The body'}: ${issue?.message}.`, 'Correct it and send it again.')
}

const comment = z.string().max(50_000).optional()
const closeBody = z.object({ status: z.string().min(1).max(100), comment })
const reopenBody = z.object({ comment })
const linkBody = z.object({ reference: z.string().max(2000) })
const createBody = z.object({
  title: z.string().trim().min(1).max(255),
  description: z.string().max(100_000),
  priority: z.string().max(100).optional(),
  projects: z.array(z.string().max(100)).max(50).optional(),
})
const projectsQuery = z.object({ query: z.string().trim().max(200).catch('') })
const statesQuery = z.object({
  errors: z
    .string()
    .catch('')
    .transform((list) => [...new Set(list.split(',').map(Number))].filter((id) => id > 0).slice(0, 500))
    .transform((ids) => ids.filter(Number.isSafeInteger)),
})
