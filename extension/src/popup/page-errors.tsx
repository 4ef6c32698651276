import { useEffect, useState } from 'preact/hooks'
import type { Failure } from '../answer.ts'
import { browser } from '../browser.ts'
import { message } from '../localization/message.ts'
import type { ListErrors, PageError } from '../messages.ts'
import { ask } from '../pages/ask.ts'
import { Notice } from '../task-form/notice.tsx'
import type { Chip } from '../tasks.ts'

interface PageErrorsProps {
  readonly origin: string
  readonly tabId: number
}

/** The errors of a page and their tasks. */
export function PageErrors({ origin, tabId }: PageErrorsProps) {
  const [errors, setErrors] = useState<readonly PageError[]>()
  const [chips, setChips] = useState<readonly Chip[]>([])
  const [failure, setFailure] = useState<Failure>()

  useEffect(() => {
    listErrors(tabId).then(async (errors) => {
      setErrors(errors)
      if (errors.length === 0) return
      const answer = await ask({ intent: 'chips', origin, keys: errors.map(({ key }) => key).slice(0, 1000) })
      if (answer.ok) setChips(answer.value)
      else setFailure(answer.failure)
    })
  }, [tabId])

  if (!errors) return <p class="muted">{message('loading')}</p>
  if (errors.length === 0) return <p class="muted">{message('no_errors_here')}</p>
  return (
    <>
      {failure && <Notice failure={failure} />}
      <ul class="entries errors">
        {errors.slice(0, 50).map(({ key, title }, at) => (
          <li key={key}>
            <span class="what" title={title}>
              {title}
            </span>
            <ChipLink chip={chips[at]} />
          </li>
        ))}
      </ul>
    </>
  )
}

function ChipLink({ chip }: { readonly chip: Chip | undefined }) {
  if (!chip || !('url' in chip)) return <span class="badge">{message('no_task')}</span>
  return (
    <a class={`badge ${chip.kind}`} href={chip.url} target="_blank" rel="noreferrer">
      {chip.monogram} {'status' in chip ? chip.status : ''}
    </a>
  )
}

/** A tab that was open before its site was turned on may have no script of ours. */
async function listErrors(tabId: number): Promise<readonly PageError[]> {
  const asked: ListErrors = { event: 'list-errors' }
  const errors = (await browser.tabs.sendMessage(tabId, asked, { frameId: 0 }).catch(() => [])) as PageError[]
  return [...new Map(errors.map((error) => [error.key, error])).values()]
}
