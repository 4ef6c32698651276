import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Refusal } from '../api.ts'
import type { ErrorFilter } from './api.ts'
import { ErrorPage } from './error/error-page.tsx'
import { useErrorList } from './errors/error-list.ts'
import { isListInUse, ListPage } from './errors/list-page.tsx'
import { Notices, useNotices } from './notices.tsx'
import { isPlain } from './plain.ts'
import { Link, type Page, replaceAddress, usePage } from './router.tsx'
import { Header } from './session/header.tsx'
import { takeInterruption } from './session/interruption.ts'
import { MissingScopes } from './session/missing-scopes.tsx'
import { useSession } from './session/session.ts'
import { SignInOutcome } from './session/sign-in-outcome.tsx'
import { TaskDialogs } from './task/dialogs.tsx'
import { useTaskStates } from './task/task-states.ts'
import { type OpenDialog, TasksContext, useTaskActions } from './task/tasks.tsx'
import { Now, useClock } from './time.tsx'

export function App() {
  const { tell, Tell, ...notices } = useNotices()
  return (
    <Tell.Provider value={tell}>
      <Now.Provider value={useClock()}>
        <Pages />
      </Now.Provider>
      <Notices {...notices} />
    </Tell.Provider>
  )
}

function Pages() {
  const page = usePage()
  const session = useSession()
  const [dialog, show] = useState<OpenDialog>()
  const filter = useFilter(page)
  const list = useErrorList(filter, isListInUse)
  const listed = useMemo(() => list.errors.map(({ id }) => id), [list.errors])
  const opened = page.name === 'error' ? page.id : undefined
  const shown = useMemo(() => (isPlain ? [] : opened ? [opened] : listed), [opened, listed])
  const states = useTaskStates(shown)
  const onRefused = useCallback(
    ({ action }: Refusal) => {
      if (action.kind === 'sign-in' || action.kind === 'grant') void session.reload()
    },
    [session.reload],
  )
  const tasks = useTaskActions(states, show, onRefused)
  const close = useCallback(() => show(undefined), [])

  useTitle(page)
  useResumedDialog(session.answer?.signedIn, show)

  return (
    <TasksContext.Provider value={tasks}>
      <Header session={session.answer} />
      <main id="content" tabIndex={-1}>
        <SignInOutcome session={session.answer} />
        <MissingScopes session={session.answer} />
        {page.name === 'list' && <ListPage list={list} filter={filter} />}
        {page.name === 'error' && <ErrorPage key={page.id} id={page.id} />}
        {page.name === 'nowhere' && <Nowhere />}
      </main>
      <TaskDialogs dialog={dialog} states={states} onClose={close} onRefused={onRefused} />
    </TasksContext.Provider>
  )
}

/** The list's filter; that of the list one came from while an error is open, so that Back finds it as it was. */
function useFilter(page: Page) {
  const last = useRef<ErrorFilter>({ query: '', level: '' })
  if (page.name === 'list') last.current = { query: page.query, level: page.level }
  return last.current
}

/** Titles the page, and moves the focus to a new page's heading as a browser does when it loads one. */
function useTitle(page: Page): void {
  const first = useRef(true)
  useEffect(() => {
    if (page.name === 'list') document.title = 'Errors · Error Viewer'
    if (page.name === 'nowhere') document.title = 'Not found · Error Viewer'
    if (!first.current) document.getElementById('content')?.focus({ preventScroll: true })
    first.current = false
  }, [page.name])
}

/** Brings somebody who left in order to sign in or to grant access back to the address and the dialog they left. */
function useResumedDialog(signedIn: boolean | undefined, show: (dialog: OpenDialog) => void): void {
  const done = useRef(false)
  useEffect(() => {
    if (signedIn === undefined || done.current) return
    done.current = true
    const left = takeInterruption()
    if (!left || !signedIn) return
    if (location.pathname + location.search !== left.address) replaceAddress(left.address)
    if (left.dialog) show(left.dialog)
  }, [signedIn, show])
}

function Nowhere() {
  return (
    <div class="empty">
      <h1>There is nothing at this address</h1>
      <p>
        <Link href="/">See all errors</Link>
      </p>
    </div>
  )
}
