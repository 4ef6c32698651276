import { message } from '../localization/message.ts'
import { AddServer } from '../pages/add-server.tsx'
import { AddSite } from '../pages/add-site.tsx'
import { mount } from '../pages/mount.tsx'
import { ServerEntry } from '../pages/server-entry.tsx'
import { useAnswer } from '../pages/use-answer.ts'

/** Gets a newcomer from the installation to the first task: a server, a site, and where to press. */
function Welcome() {
  const { value: overview, again } = useAnswer({ intent: 'overview' })
  if (!overview) return null
  const { servers, sites, redirectUri } = overview
  return (
    <div class="stack">
      <h1>{message('welcome_title')}</h1>
      <p>{message('welcome_intro')}</p>
      <ol class="steps stack">
        <li class="panel stack">
          <h2>{message('welcome_server')}</h2>
          {servers.length > 0 && (
            <ul class="entries">
              {servers.map((server) => (
                <ServerEntry key={server.url + server.signIn.method} server={server} />
              ))}
            </ul>
          )}
          <AddServer redirectUri={redirectUri} onAdded={again} />
        </li>
        <li class="panel stack">
          <h2>{message('welcome_site')}</h2>
          {sites.length > 0 && (
            <ul class="entries">
              {sites.map(({ origin }) => (
                <li key={origin}>
                  <a href={origin}>{new URL(origin).host}</a>
                </li>
              ))}
            </ul>
          )}
          {servers.length > 0 ? (
            <AddSite key={servers.length} servers={servers} onAdded={again} />
          ) : (
            <p class="muted">{message('server_first')}</p>
          )}
        </li>
        <li class="panel stack">
          <h2>{message('welcome_press')}</h2>
          <p>{message('welcome_press_hint')}</p>
        </li>
      </ol>
    </div>
  )
}

mount('welcome', message('welcome_title'), <Welcome />)
