import { apiToken, Conduit } from 'phorge-conduit'

const TASKS = 10_000
const MOST_REQUESTS = 100

/** How many requests and milliseconds the states of 10,000 tasks take. @returns whether the requests are few enough. */
export async function benchTaskStates(url: string, token: string): Promise<boolean> {
  let requests = 0
  const counting: typeof fetch = (input, init) => {
    requests += 1
    return fetch(input, init)
  }
  const conduit = new Conduit({ url, credential: apiToken(token), fetch: counting, timeout: false })
  const ids = Array.from({ length: TASKS }, (_, index) => index + 1)
  const ways = {
    'tasks.getMany': () => conduit.tasks.getMany(ids),
    'tasks.get, all in one tick': () => Promise.all(ids.map((id) => conduit.tasks.get(id))),
  }

  // Which statuses are closed is known to a program that runs: it is kept for minutes.
  await conduit.tasks.statuses()
  let isFewEnough = true
  for (const [name, ask] of Object.entries(ways)) {
    requests = 0
    const start = performance.now()
    const tasks = await ask()
    const milliseconds = performance.now() - start
    const closed = tasks.filter((task) => task?.isClosed).length
    if (tasks.some((task) => task === undefined)) throw new Error('a task is missing')
    console.log(
      `${name.padEnd(30)}${TASKS} states (${closed} closed) in ${requests} requests, ${milliseconds.toFixed(0)} ms`,
    )
    isFewEnough &&= requests <= MOST_REQUESTS
  }
  return isFewEnough
}
