import { useState } from 'preact/hooks'
import type { Failure } from '../answer.ts'
import { message } from '../localization/message.ts'
import { ask } from '../pages/ask.ts'
import { Notice } from '../task-form/notice.tsx'

/** Servers and sites as a file, for a colleague or another browser. */
export function SettingsFile({ onImported }: { readonly onImported: () => void }) {
  const [failure, setFailure] = useState<Failure>()
  const [isImported, setImported] = useState(false)

  const save = async () => {
    const answer = await ask({ intent: 'export' })
    if (!answer.ok) return setFailure(answer.failure)
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([answer.value], { type: 'application/json' }))
    link.download = 'phorge-conduit-settings.json'
    link.click()
    URL.revokeObjectURL(link.href)
  }
  const load = async (file: File | undefined) => {
    if (!file) return
    const answer = await ask({ intent: 'import', text: await file.text() })
    setFailure(answer.ok ? undefined : answer.failure)
    setImported(answer.ok)
    if (answer.ok) onImported()
  }

  return (
    <section class="panel stack" aria-labelledby="file">
      <h2 id="file">{message('settings_file')}</h2>
      <p class="muted">{message('settings_file_hint')}</p>
      <div class="row">
        <button type="button" onClick={save}>
          {message('action_export')}
        </button>
        <label class="button">
          {message('action_import')}
          <input
            class="visually-hidden"
            type="file"
            accept="application/json"
            onChange={(event) => load(event.currentTarget.files?.[0])}
          />
        </label>
      </div>
      {failure && <Notice failure={failure} />}
      <p role="status">{isImported ? message('imported') : ''}</p>
    </section>
  )
}
