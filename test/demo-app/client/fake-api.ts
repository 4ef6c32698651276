import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type {
  CloseTaskBody,
  CreateTaskBody,
  ErrorDetail,
  ErrorSummary,
  LinkTaskBody,
  Refusal,
  SessionAnswer,
  TaskState,
} from '../../../demo-app/api.ts'
import { draftFor, projects, SCOPES, sampleErrors, statuses, taskDetails } from './samples.ts'

/** What a test may set at any time; the next request sees it. */
export interface FakeViewer {
  readonly url: string
  readonly requests: { readonly method: string; readonly path: string; readonly body: unknown }[]
  errors: ErrorDetail[]
  tasks: Map<number, TaskState>
  signedIn: boolean
  granted: string[]
  /** Answers the next change instead of doing it. */
  refuseNext: Refusal | undefined
  /** `true` breaks every connection, as when the server is down. */
  down: boolean
  /** Answers to changes wait for it. */
  hold: Promise<void> | undefined
  pageSize: number
  close(): Promise<void>
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
const SIGN_IN: Refusal = {
  code: 'authentication',
  message: 'Nobody is signed in.',
  remedy: 'Sign in to do this.',
  action: { kind: 'sign-in', url: '/auth/sign-in' },
}

/** The page built in `folder` with an error viewer in memory behind it, which can be brought into every state. */
export async function startFakeViewer(folder: string): Promise<FakeViewer> {
  const { errors, tasks } = sampleErrors()
  const server = createServer((request, response) => {
    if (viewer.down) return void request.socket.destroy()
    serve(viewer, folder, request, response).catch((error: unknown) => {
      response.writeHead(500, { 'Content-Type': 'text/plain' }).end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const viewer: FakeViewer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    errors,
    tasks,
    signedIn: true,
    granted: [...SCOPES],
    refuseNext: undefined,
    down: false,
    hold: undefined,
    pageSize: 25,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return viewer
}

async function serve(
  viewer: FakeViewer,
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', viewer.url)
  const method = request.method ?? 'GET'
  if (url.pathname.startsWith('/auth/')) return signInOrOut(viewer, url, response)
  if (!url.pathname.startsWith('/api/')) return sendPage(folder, url.pathname, response)

  const body = await readBody(request)
  viewer.requests.push({ method, path: url.pathname, body })
  if (method === 'GET') return sendJson(response, ...read(viewer, url))
  if (request.headers['x-error-viewer'] !== '1') return sendJson(response, 403, {})
  await viewer.hold
  const refusal = viewer.refuseNext ?? (viewer.signedIn ? undefined : SIGN_IN)
  viewer.refuseNext = undefined
  if (refusal) return sendJson(response, refusal.code === 'authentication' ? 401 : 403, { refusal })
  return sendJson(response, ...change(viewer, method, url.pathname, body))
}

function read(viewer: FakeViewer, { pathname, searchParams }: URL): [number, unknown] {
  if (pathname === '/api/session') return [200, session(viewer)]
  if (pathname === '/api/errors') return [200, errorPage(viewer, searchParams)]
  if (pathname === '/api/task-states') {
    const ids = (searchParams.get('errors') ?? '').split(',').map(Number)
    return [200, { states: Object.fromEntries(ids.map((id) => [id, stateOf(viewer, id)])) }]
  }
  if (!viewer.signedIn && !/^\/api\/errors\/\d+$/.test(pathname)) return [401, { refusal: SIGN_IN }]
  if (pathname === '/api/statuses') return [200, { statuses }]
  if (pathname === '/api/projects') {
    const words = (searchParams.get('query') ?? '').toLowerCase()
    return [200, { projects: projects.filter(({ name }) => name.toLowerCase().includes(words)) }]
  }
  const [, id, draft] = /^\/api\/errors\/(\d+)(\/task-draft)?$/.exec(pathname) ?? []
  const error = viewer.errors.find((one) => one.id === Number(id))
  if (!error)
    return [
      404,
      {
        refusal: {
          ...SIGN_IN,
          code: 'not_found',
          message: 'There is no such error.',
          action: { kind: 'none' },
        },
      },
    ]
  return [200, draft ? draftFor(error, viewer.url) : error]
}

function change(viewer: FakeViewer, method: string, path: string, body: unknown): [number, unknown] {
  const id = Number(path.split('/')[3])
  const set = (state: TaskState): [number, unknown] => {
    viewer.tasks.set(id, state)
    return [200, { state }]
  }
  const known = viewer.tasks.get(id)
  if (method === 'DELETE') return set({ kind: 'none' })
  if (method === 'PUT') {
    const { reference } = body as LinkTaskBody
    if (/^T\d+$/.test(reference)) return set({ kind: 'open', ...taskDetails(reference, 'Linked by name') })
    return [
      300,
      { choices: [taskDetails('T3', 'Checkout is slow'), taskDetails('T4', 'Checkout fails for guests')] },
    ]
  }
  if (path.endsWith('/close') && known?.kind === 'open') {
    const status = statuses.find(({ value }) => value === (body as CloseTaskBody).status)
    return set({ ...known, kind: 'closed', status: { value: status?.value ?? '', name: status?.name ?? '' } })
  }
  if (path.endsWith('/reopen') && known?.kind === 'closed') {
    return set({ ...known, kind: 'open', status: { value: 'open', name: 'Open' } })
  }
  return set({ kind: 'open', ...taskDetails('T12', (body as CreateTaskBody).title) })
}

function errorPage(viewer: FakeViewer, parameters: URLSearchParams) {
  const words = (parameters.get('query') ?? '').toLowerCase()
  const level = parameters.get('level')
  const matching = viewer.errors
    .filter((error) => !level || error.level === level)
    .filter(({ type, message, culprit }) => `${type} ${message} ${culprit}`.toLowerCase().includes(words))
    .toSorted((one, other) => other.lastSeen - one.lastSeen)
  const start = Number(parameters.get('after') ?? 0)
  const end = start + viewer.pageSize
  const errors: ErrorSummary[] = matching
    .slice(start, end)
    .map((error) => ({ ...error, task: monogramOf(viewer, error.id) }))
  return {
    errors,
    total: matching.length,
    after: end < matching.length ? String(end) : null,
    dsn: `${viewer.url.replace('//', '//0123456789abcdef@')}/1`,
  }
}

function stateOf(viewer: FakeViewer, id: number): TaskState {
  const state = viewer.tasks.get(id) ?? { kind: 'none' as const }
  if (viewer.signedIn || !('monogram' in state)) return state
  return { kind: 'unknown', monogram: state.monogram, url: state.url, refusal: SIGN_IN }
}

function monogramOf(viewer: FakeViewer, id: number): string | null {
  const state = viewer.tasks.get(id)
  return state && 'monogram' in state ? state.monogram : null
}

function session({ signedIn, granted }: FakeViewer): SessionAnswer {
  if (!signedIn) return { signedIn, signInUrl: '/auth/sign-in' }
  const missing = SCOPES.filter((scope) => !granted.includes(scope))
  const user = { phid: 'PHID-USER-1', userName: 'rjkaplan', realName: 'Rae Kaplan' }
  return { signedIn, user, granted, missing, grantUrl: '/auth/grant' }
}

function signInOrOut(viewer: FakeViewer, url: URL, response: ServerResponse): void {
  viewer.signedIn = url.pathname !== '/auth/sign-out'
  if (url.pathname === '/auth/grant') viewer.granted = [...SCOPES]
  response.writeHead(303, { Location: '/' }).end()
}

async function sendPage(folder: string, path: string, response: ServerResponse): Promise<void> {
  const file = extname(path) ? path : '/index.html'
  const content = await readFile(join(folder, file)).catch(() => undefined)
  if (!content) return void response.writeHead(404).end()
  const type = TYPES[extname(file)] ?? 'application/octet-stream'
  response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': POLICY }).end(content)
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text === '' ? undefined : JSON.parse(text)
}
