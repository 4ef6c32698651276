import { randomUUID } from 'node:crypto'
import { open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'

interface Owner {
  readonly id: string
  readonly pid: number
  readonly host: string
}

/** Milliseconds. An owner gives a sign of life every `heartbeat`; after `staleAfter` without one it counts as dead. */
const heartbeat = 1000
const staleAfter = 15_000
/** The same for an owner whose process is gone. Not at once: a container's processes have numbers of their own. */
const deadAfter = 3000

/** Runs `task` while this process has the file `path`, which no other process can then have. */
export async function withFileLock<Result>(path: string, task: () => Promise<Result>): Promise<Result> {
  const owner: Owner = { id: randomUUID(), pid: process.pid, host: hostname() }
  while (!(await take(path, owner))) {
    await breakStale(path)
    await pause()
  }
  const signs = setInterval(() => void touch(path), heartbeat)
  try {
    return await task()
  } finally {
    clearInterval(signs)
    await release(path, owner)
  }
}

async function take(path: string, owner: Owner): Promise<boolean> {
  const handle = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  if (!handle) return false
  try {
    await handle.writeFile(JSON.stringify(owner))
  } finally {
    await handle.close()
  }
  return true
}

/** A process that slept too long may find its lock broken and another's in its place: that one stays. */
async function release(path: string, owner: Owner): Promise<void> {
  if ((await ownerOf(path))?.id === owner.id) await rm(path, { force: true })
}

/**
 * Whoever makes the marker named after the dead lock's `id` may remove that lock, and nobody else: if two did, the
 * second would remove the lock that somebody took in between.
 */
async function breakStale(path: string): Promise<void> {
  const owner = await ownerOf(path)
  if (!(await isStale(path, owner))) return
  const marker = `${path}.${owner?.id ?? 'unfinished'}.broken`
  const mine = await open(marker, 'wx', 0o600).catch(() => undefined)
  if (!mine) {
    const markerAge = await ageOf(marker)
    if (markerAge !== undefined && markerAge > staleAfter) await rm(marker, { force: true })
    return
  }
  await mine.close()
  try {
    if ((await ownerOf(path))?.id === owner?.id && (await isStale(path, owner)))
      await rm(path, { force: true })
  } finally {
    await rm(marker, { force: true })
  }
}

async function isStale(path: string, owner: Owner | undefined): Promise<boolean> {
  const age = await ageOf(path)
  if (age === undefined) return false
  return age >= staleAfter || (age >= deadAfter && !!owner && isDead(owner))
}

/** On this machine the kernel knows at once; on others (a shared folder) only time tells. */
function isDead({ pid, host }: Owner): boolean {
  if (host !== hostname()) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

async function ownerOf(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}

async function ageOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found && Date.now() - found.mtimeMs
}

async function touch(path: string): Promise<void> {
  const now = new Date()
  await utimes(path, now, now).catch(() => undefined)
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20))
}
