import ky, { type Options } from 'ky'
import type {
  CloseTaskBody,
  CreateTaskBody,
  ErrorDetail,
  ErrorPage,
  Level,
  LinkChoices,
  LinkTaskBody,
  ProjectChoice,
  Refusal,
  ReopenTaskBody,
  SessionAnswer,
  StatusChoice,
  TaskAnswer,
  TaskDraft,
  TaskStatesAnswer,
} from '../api.ts'

/** What came of a request. Nothing here throws: a failure is a `Refusal` like those of the server. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal }

/** Which errors the list shows; empty strings mean all. */
export interface ErrorFilter {
  readonly query: string
  readonly level: Level | ''
}

/** The server may itself be waiting for Maniphest, and answers for it within half a minute. */
const DEADLINE = 45_000

export const fetchSession = () => get<SessionAnswer>('/api/session')

export function fetchErrors(filter: ErrorFilter, after: string | null, signal?: AbortSignal) {
  const parameters = new URLSearchParams()
  if (filter.query) parameters.set('query', filter.query)
  if (filter.level) parameters.set('level', filter.level)
  if (after) parameters.set('after', after)
  return get<ErrorPage>(`/api/errors?${parameters}`, signal)
}

export const fetchError = (id: number, signal?: AbortSignal) => get<ErrorDetail>(`/api/errors/${id}`, signal)

/** At most 500 errors. */
export const fetchTaskStates = (ids: readonly number[]) =>
  get<TaskStatesAnswer>(`/api/task-states?errors=${ids.join(',')}`)

export const fetchTaskDraft = (id: number) => get<TaskDraft>(`/api/errors/${id}/task-draft`)

export const searchProjects = (query: string, signal: AbortSignal) =>
  get<{ projects: ProjectChoice[] }>(`/api/projects?${new URLSearchParams({ query })}`, signal)

export const fetchStatuses = () => get<{ statuses: StatusChoice[] }>('/api/statuses')

export const createTask = (id: number, body: CreateTaskBody) =>
  send<TaskAnswer>('POST', `/api/errors/${id}/task`, body)

export const linkTask = (id: number, body: LinkTaskBody) =>
  send<TaskAnswer | LinkChoices>('PUT', `/api/errors/${id}/task`, body)

export const unlinkTask = (id: number) => send<TaskAnswer>('DELETE', `/api/errors/${id}/task`)

export const closeTask = (id: number, body: CloseTaskBody) =>
  send<TaskAnswer>('POST', `/api/errors/${id}/task/close`, body)

export const reopenTask = (id: number, body: ReopenTaskBody = {}) =>
  send<TaskAnswer>('POST', `/api/errors/${id}/task/reopen`, body)

const get = <T>(path: string, signal?: AbortSignal) => request<T>(path, signal ? { signal } : {}, UNREACHABLE)

/** The header is what a foreign page cannot send: the server takes no change without it. */
const send = <T>(method: string, path: string, json?: unknown) =>
  request<T>(path, { method, json, headers: { 'X-Error-Viewer': '1' } }, OUTCOME_UNKNOWN)

/** A refusal has a body that is read, and what could be repeated is repeated by the server. */
const server = ky.create({
  headers: { Accept: 'application/json' },
  timeout: DEADLINE,
  retry: 0,
  throwHttpErrors: false,
})

async function request<T>(path: string, options: Options, lost: Refusal): Promise<Outcome<T>> {
  try {
    return await read<T>(await server(path, options))
  } catch {
    return { ok: false, refusal: lost }
  }
}

async function read<T>(response: Response): Promise<Outcome<T>> {
  const isJson = response.headers.get('content-type')?.includes('json')
  if (!isJson) return { ok: false, refusal: notAnAnswer(response.status) }
  const body: unknown = await response.json()
  if (response.status < 400) return { ok: true, value: body as T }
  const refusal = (body as { refusal?: Refusal } | null)?.refusal
  return { ok: false, refusal: refusal?.action ? refusal : notAnAnswer(response.status) }
}

const UNREACHABLE: Refusal = {
  code: 'network',
  message: 'The error viewer’s server does not answer.',
  remedy: 'Check the connection, then try again.',
  action: { kind: 'retry' },
}

const OUTCOME_UNKNOWN: Refusal = {
  code: 'outcome_unknown',
  message: 'The error viewer’s server did not answer, so it may or may not have been done.',
  remedy: 'Look at the task’s state before you try again.',
  action: { kind: 'retry' },
}

const notAnAnswer = (status: number): Refusal => ({
  code: 'unexpected_answer',
  message: `The error viewer’s server answered with something else than was asked for (HTTP ${status}).`,
  remedy: 'Try again in a moment; if it stays so, tell whoever runs this error viewer.',
  action: { kind: 'retry' },
})
