import { useId, useState } from 'preact/hooks'
import type { Failure } from '../answer.ts'
import { message } from '../localization/message.ts'
import { ask } from '../pages/ask.ts'
import type { Server, SiteSettings } from '../settings.ts'
import { Notice } from '../task-form/notice.tsx'

interface SiteEntryProps {
  readonly site: SiteSettings
  readonly servers: readonly Server[]
  readonly onChanged: () => void
}

/** One site: which server, and what its new tasks start with. */
export function SiteEntry({ site, servers, onChanged }: SiteEntryProps) {
  const id = useId()
  const { isPreset, ...settings } = site
  const [form, setForm] = useState({ ...settings, projects: settings.projects.join(' ') })
  const [isSaved, setSaved] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const { host } = new URL(site.origin)
  const change = (part: Partial<typeof form>) => {
    setSaved(false)
    setForm({ ...form, ...part })
  }
  const save = async (event: Event) => {
    event.preventDefault()
    const projects = form.projects.split(/[\s,]+/).filter(Boolean)
    const answer = await ask({ intent: 'save-site', site: { ...form, projects } })
    setFailure(answer.ok ? undefined : answer.failure)
    setSaved(answer.ok)
    if (answer.ok) onChanged()
  }

  const turnOff = async () => {
    await ask({ intent: 'remove-site', origin: site.origin })
    onChanged()
  }

  return (
    <li>
      <details class="what">
        <summary>
          <strong>{host}</strong> <span class="muted small">→ {new URL(site.server).host}</span>
          {isPreset && <span class="badge">{message('preset')}</span>}
        </summary>
        <form class="stack" onSubmit={save}>
          <div class="field">
            <label for={`${id}-server`}>{message('field_tasks_in')}</label>
            <select
              id={`${id}-server`}
              value={form.server}
              onChange={(event) => change({ server: event.currentTarget.value })}
            >
              {servers.map(({ url }) => (
                <option key={url} value={url}>
                  {new URL(url).host}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for={`${id}-template`}>{message('field_template')}</label>
            <textarea
              id={`${id}-template`}
              rows={4}
              value={form.template}
              onInput={(event) => change({ template: event.currentTarget.value })}
            />
            <p class="muted small">{message('template_hint')}</p>
          </div>
          <div class="field">
            <label for={`${id}-projects`}>{message('field_projects')}</label>
            <input
              id={`${id}-projects`}
              placeholder="#backend"
              value={form.projects}
              onInput={(event) => change({ projects: event.currentTarget.value })}
            />
          </div>
          <div class="field">
            <label for={`${id}-priority`}>{message('field_priority_keyword')}</label>
            <input
              id={`${id}-priority`}
              placeholder="high"
              value={form.priority}
              onInput={(event) => change({ priority: event.currentTarget.value })}
            />
          </div>
          <div class="field">
            <label for={`${id}-collection`}>{message('field_collection')}</label>
            <input
              id={`${id}-collection`}
              required
              value={form.collection}
              onInput={(event) => change({ collection: event.currentTarget.value })}
            />
            <p class="muted small">{message('collection_hint')}</p>
          </div>
          {failure && <Notice failure={failure} />}
          {!isPreset && (
            <div class="row">
              <button class="primary" type="submit">
                {message('action_save')}
              </button>
              <button type="button" aria-label={message('action_turn_off_for', host)} onClick={turnOff}>
                {message('action_turn_off')}
              </button>
              <span role="status">{isSaved ? message('saved') : ''}</span>
            </div>
          )}
        </form>
      </details>
    </li>
  )
}
