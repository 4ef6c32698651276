import { message } from '../localization/message.ts'
import { AddServer } from '../pages/add-server.tsx'
import { AddSite } from '../pages/add-site.tsx'
import { mount } from '../pages/mount.tsx'
import { ServerEntry } from '../pages/server-entry.tsx'
import { useAnswer } from '../pages/use-answer.ts'
import { SettingsFile } from './settings-file.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { SiteEntry } from './site-entry.tsx'

function Options() {
  const { value: overview, again } = useAnswer({ intent: 'overview' })
  if (!overview) return null
  const { servers, sites, redirectUri } = overview
  return (
    <div class="stack">
      <h1>{message('options_title')}</h1>
      <section class="panel stack" aria-labelledby="servers">
        <h2 id="servers">{message('servers')}</h2>
        {servers.length > 0 && (
          <ul class="entries">
            {servers.map((server) => (
              <ServerEntry key={server.url + server.signIn.method} server={server} onRemoved={again} />
            ))}
          </ul>
        )}
        <AddServer redirectUri={redirectUri} onAdded={again} />
      </section>
      <section class="panel stack" aria-labelledby="sites">
        <h2 id="sites">{message('sites')}</h2>
        <p class="muted">{message('sites_hint')}</p>
        {sites.length > 0 && (
          <ul class="entries">
            {sites.map((site) => (
              <SiteEntry key={site.origin} site={site} servers={servers} onChanged={again} />
            ))}
          </ul>
        )}
        {servers.length > 0 ? (
          <AddSite key={servers.length} servers={servers} onAdded={again} />
        ) : (
          <p>{message('server_first')}</p>
        )}
      </section>
      <Shortcuts />
      <SettingsFile onImported={again} />
    </div>
  )
}

mount('options', message('options_title'), <Options />)
