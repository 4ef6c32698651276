#!/usr/bin/env node
import { openBrowser } from './open-browser.ts'
import { run } from './run.ts'

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted.abort()
    // A second one ends the program at once, as by default.
  })
}

// Not `process.exit`: what is still in a pipe would be lost.
process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  fetch: globalThis.fetch,
  now: () => Math.floor(Date.now() / 1000),
  openBrowser: (url) => openBrowser(url, process.env),
  signal: interrupted.signal,
})
