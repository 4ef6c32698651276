import { html } from 'hono/html'
import type { Session } from '../sessions/sessions.ts'
import { iconPath, stylesheetPath } from './assets.ts'
import { type IconName, icon } from './icons.ts'
import { paths } from './paths.ts'

/** Escaped HTML: what the `html` tag of hono/html makes. Everything that is put into it is escaped, unless it is Html. */
export type Html = ReturnType<typeof html>

export interface Page {
  /** Of the browser's tab; the page's own heading is in `body`. */
  readonly title: string
  readonly body: Html
  /** Above the body: what has nothing to do with the page. */
  readonly alerts?: Html | undefined
  readonly session?: Session | undefined
  /** `narrow` for one form, `regular` for text, `wide` for tables. @default 'regular' */
  readonly width?: 'narrow' | 'regular' | 'wide'
  /** The entry of the navigation that this page belongs to. */
  readonly section?: Section
}

export type Section = 'tasks' | 'applications' | 'tokens' | 'second-factor' | 'phorge-token' | 'admin'

interface Entry {
  readonly section: Section
  readonly href: string
  readonly text: string
  readonly icon: IconName
}

const entries: readonly Entry[] = [
  { section: 'tasks', href: '/maniphest/', text: 'Tasks', icon: 'task' },
  { section: 'applications', href: paths.myApplications, text: 'My applications', icon: 'application' },
  { section: 'tokens', href: paths.apiTokens, text: 'API tokens', icon: 'key' },
  { section: 'second-factor', href: paths.secondFactor, text: 'Second factor', icon: 'lock' },
]

const phorgeToken: Entry = {
  section: 'phorge-token',
  href: paths.phorgeToken,
  text: 'Phorge token',
  icon: 'vault',
}

const administration: Entry = {
  section: 'admin',
  href: paths.applications,
  text: 'Administration',
  icon: 'shield',
}

/** A complete page. Send it as `text/html; charset=utf-8`. */
export async function page({
  title,
  body,
  alerts,
  session,
  width = 'regular',
  section,
}: Page): Promise<string> {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Conduit gateway</title>
<link rel="icon" href="${iconPath}">
<link rel="stylesheet" href="${stylesheetPath}">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="brand" href="${paths.home}">${icon('gateway')}<span>Conduit gateway</span></a>
${session ? navigation(session, section) : ''}
${session ? account(session) : ''}
</header>
<main id="main" class="${width}" tabindex="-1">
${alerts ?? ''}
${body}
</main>
</body>
</html>
`
  return String(await document)
}

/** The hidden field without which a form of a signed-in page is refused. */
export function csrfField(session: Session): Html {
  return html`<input type="hidden" name="csrf" value="${session.csrfToken}">`
}

function navigation(session: Session, current: Section | undefined): Html {
  const shown = [
    ...entries,
    ...(session.isOfPhorge ? [phorgeToken] : []),
    ...(session.account.isAdministrator ? [administration] : []),
  ]
  return html`<nav aria-label="Main"><ul>${shown.map(
    ({ section, href, text, icon: name }) =>
      html`<li><a href="${href}"${section === current ? html` aria-current="page"` : ''}>${icon(name)}${text}</a></li>`,
  )}</ul></nav>`
}

function account(session: Session): Html {
  const { userName } = session.account
  return html`<div class="account">
<a href="/p/${encodeURIComponent(userName)}/">${icon('person')}${userName}</a>
<form method="post" action="${paths.signOut}">${csrfField(session)}<button class="quiet" type="submit">Sign out</button></form>
</div>`
}
