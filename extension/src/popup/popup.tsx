import { useEffect, useState } from 'preact/hooks'
import { browser } from '../browser.ts'
import { message } from '../localization/message.ts'
import { AddSite } from '../pages/add-site.tsx'
import { mount } from '../pages/mount.tsx'
import { ServerEntry } from '../pages/server-entry.tsx'
import { useAnswer } from '../pages/use-answer.ts'
import { PageDraftForm } from './page-draft-form.tsx'
import { PageErrors } from './page-errors.tsx'
import { type ShownPage, shownPage } from './shown-page.ts'

function Popup() {
  const { value: overview, again } = useAnswer({ intent: 'overview' })
  const [page, setPage] = useState<ShownPage>()
  const [isDrafting, setDrafting] = useState(false)
  useEffect(() => {
    shownPage(new URLSearchParams(location.search)).then((page) => {
      setPage(page)
      setDrafting(page.isDraft)
    })
  }, [])
  if (!overview || !page) return null
  const { servers, sites } = overview
  const site = sites.find(({ origin }) => origin === page.origin)

  if (isDrafting && servers[0]) {
    return (
      <PageDraftForm
        page={page}
        servers={servers}
        server={site?.server ?? servers[0].url}
        onBack={() => setDrafting(false)}
      />
    )
  }
  return (
    <div class="stack">
      <div class="row spread">
        <h1>{page.origin ? new URL(page.origin).host : message('extension_name')}</h1>
        <button type="button" class="quiet small" onClick={() => browser.runtime.openOptionsPage()}>
          {message('action_options')}
        </button>
      </div>
      {servers.length === 0 ? (
        <section class="panel stack">
          <p>{message('server_first')}</p>
          <button type="button" class="primary" onClick={() => openPage('src/welcome/welcome.html')}>
            {message('action_set_up')}
          </button>
        </section>
      ) : (
        <>
          <section class="panel stack" aria-labelledby="errors">
            <h2 id="errors">{message('errors_here')}</h2>
            {site && page.tabId !== undefined ? (
              <PageErrors origin={site.origin} tabId={page.tabId} />
            ) : page.origin ? (
              <AddSite servers={servers} origin={page.origin} onAdded={again} />
            ) : (
              <p class="muted">{message('no_site_here')}</p>
            )}
          </section>
          <button type="button" onClick={() => setDrafting(true)}>
            {message('action_draft')}
          </button>
          <section class="panel stack" aria-labelledby="servers">
            <h2 id="servers">{message('servers')}</h2>
            <ul class="entries">
              {servers.map((server) => (
                <ServerEntry key={server.url} server={server} />
              ))}
            </ul>
          </section>
        </>
      )}
    </div>
  )
}

function openPage(path: string): void {
  void browser.tabs.create({ url: browser.runtime.getURL(path) })
}

mount('popup', message('extension_name'), <Popup />)
