import { html } from 'hono/html'
import type { Gateway } from '../gateway.ts'
import type { Session } from '../sessions/sessions.ts'
import type { Answer } from './answer.ts'
import { type IconName, icon } from './icons.ts'
import type { Html } from './layout.ts'
import { paths } from './paths.ts'

export function homePage(gateway: Gateway, session: Session | undefined): Answer {
  return session ? signedIn(session) : signedOut(gateway)
}

function signedOut(gateway: Gateway): Answer {
  return {
    title: 'Welcome',
    body: html`<h1>Act in Maniphest as yourself, from any tool you allow</h1>
<p>This gateway lets applications, such as an error viewer, create, close and reopen Maniphest tasks in your name.
An administrator decides what each application may do at most, you decide what it may do for you, and every task
names the person who acted.</p>
<p><a class="button" href="${paths.signIn}">Sign in</a></p>
<h2>For programs</h2>
<p>Conduit methods answer at <code>${gateway.config.publicUrl}/api/</code>. OAuth 2 clients find everything they need at
<a href="/.well-known/oauth-authorization-server"><code>/.well-known/oauth-authorization-server</code></a>.</p>`,
  }
}

function signedIn({ account, isOfPhorge }: Session): Answer {
  return {
    title: 'Start',
    body: html`<h1>Hello, ${account.realName || account.userName}</h1>
<ul class="list">
${entry('/maniphest/', 'task', 'Tasks', 'Look up tasks, and who did what to them.')}
${entry(paths.myApplications, 'application', 'My applications', 'See what applications may do in your name, and end it.')}
${entry(paths.apiTokens, 'key', 'API tokens', 'Let your own scripts call Conduit.')}
${entry(paths.secondFactor, 'lock', 'Second factor', 'Choose what you prove with that it is you, before something that matters.')}
${isOfPhorge ? entry(paths.phorgeToken, 'vault', 'Phorge token', 'See whether this gateway keeps an API token of yours, and delete it.') : ''}
${
  account.isAdministrator
    ? entry(
        paths.applications,
        'shield',
        'Administration',
        'Register applications and decide what each may do at most.',
      )
    : ''
}
</ul>`,
  }
}

function entry(href: string, name: IconName, text: string, description: string): Html {
  return html`<li>${icon(name)} <a href="${href}">${text}</a><br><span class="muted">${description}</span></li>`
}
