// A bot that keeps one task for each failing job of a nightly build. Run it again after whatever went wrong: it does
// nothing twice. Run it after every build: it says once that the job failed again, and closes the task when it is green.
import { readFile } from 'node:fs/promises'
import { apiToken, Conduit, commentOnce, isConduitError } from 'phorge-conduit'

interface Job {
  readonly name: string
  /** The end of its log; absent when it passed. */
  readonly failure?: string
}
interface Report {
  readonly build: number
  readonly startedAt: string
  readonly jobs: readonly Job[]
}

const { CONDUIT_URL: url = 'http://localhost:8080', CONDUIT_TOKEN: token = '' } = process.env
const conduit = new Conduit({ url, credential: apiToken(token) })
const collection = 'nightly.example.com'

const file = process.argv[2] ?? 'docs/examples/nightly.json'
const { build, startedAt, jobs }: Report = JSON.parse(await readFile(file, 'utf8'))
const since = Math.floor(Date.parse(startedAt) / 1000)

async function failed({ name, failure }: Job): Promise<void> {
  const task = await conduit.tasks.createOnce({
    collection,
    key: name,
    title: `Nightly build: ${name} fails`,
    description: `\`\`\`\n${failure}\n\`\`\``,
    priority: 'high',
  })
  if (task.isClosed) await conduit.tasks.reopen(task.id)
  const { created } = await commentOnce(conduit, task.id, `Build ${build} failed:\n\n> ${failure}`, { since })
  console.log(`${task.monogram} ${name} fails${created ? '' : ', as was said before'}`)
}

async function passed(names: readonly string[]): Promise<void> {
  const tasks = await conduit.tasks.findByKeys({ collection, keys: names })
  for (const [name, task] of tasks) {
    if (task.isClosed) continue
    await conduit.tasks.close(task.id, { comment: `Build ${build} is green.` })
    console.log(`${task.monogram} ${name} is green again`)
  }
}

try {
  for (const job of jobs) if (job.failure !== undefined) await failed(job)
  await passed(jobs.filter(({ failure }) => failure === undefined).map(({ name }) => name))
} catch (error) {
  if (!isConduitError(error)) throw error
  console.error(`${error.code}: ${error.message} ${error.remedy}`)
  process.exitCode = 1
}
