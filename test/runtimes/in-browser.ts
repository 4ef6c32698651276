import { type Outcome, runSuite } from './suite.ts'
import type { World } from './world.ts'

declare global {
  /** What the page offers to whoever drives it: runs the suite in one of the browser's runtimes. */
  var runSuiteIn: (world: World) => Promise<Outcome[]>
}

/** The one file that page, worker and service worker load: a worker runs the suite for whoever sends it the world. */
self.addEventListener('message', (event: MessageEvent<World>) => {
  const [port] = event.ports
  if (port) runSuite(event.data).then((outcomes) => port.postMessage(outcomes))
})

globalThis.runSuiteIn = async (world) => {
  switch (world.runtime) {
    case 'worker':
      return sent(world, new Worker('/suite.js', { type: 'module' }))
    case 'service-worker':
      return sent(world, await serviceWorker())
    default:
      return runSuite(world)
  }
}

function sent(world: World, worker: Worker | ServiceWorker): Promise<Outcome[]> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve, reject) => {
    port1.onmessage = (event) => resolve(event.data)
    if (worker instanceof Worker) worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage(world, [port2])
  })
}

async function serviceWorker(): Promise<ServiceWorker> {
  await navigator.serviceWorker.register('/suite.js', { type: 'module' })
  const { active } = await navigator.serviceWorker.ready
  if (!active) throw new Error('the service worker is not active')
  return active
}
