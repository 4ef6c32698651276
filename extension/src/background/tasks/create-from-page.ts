import type { Conduit } from 'phorge-conduit'
import type { NewTask } from '../../messages.ts'
import type { TaskSummary } from '../../tasks.ts'
import { conduitFor } from '../servers/client.ts'
import { serverAt } from '../servers/servers.ts'

interface FromPage {
  readonly server: string
  readonly key: string
  readonly task: NewTask
  readonly picture?: string | undefined
}

/** Drafts of pages that have no errors marked are of one collection, whatever the page. */
const COLLECTION = 'page-drafts'

/** Creates the task that the user wrote in the popup, once for each draft. */
export async function createFromPage({ server, key, task, picture }: FromPage): Promise<TaskSummary> {
  const conduit = await conduitFor(await serverAt(server))
  const { description, priority, owner, ...rest } = task
  const shown = picture ? `${description}\n\n${await upload(conduit, picture)}` : description
  const made = await conduit.tasks.createOnce({
    ...rest,
    collection: COLLECTION,
    key,
    description: shown,
    ...(priority && { priority }),
    ...(owner && { owner }),
  })
  const { monogram, url, title, status } = made
  return { monogram, url, title, status: status.name }
}

/** The picture as a file of the user's, in Remarkup: `{F12}`. */
async function upload(conduit: Conduit, picture: string): Promise<string> {
  const data_base64 = picture.slice(picture.indexOf(',') + 1)
  const phid = await conduit.file.upload({ name: 'page.png', data_base64 })
  const { data } = await conduit.file.search({ constraints: { phids: [phid] } })
  return data[0] ? `{F${data[0].id}}` : ''
}
