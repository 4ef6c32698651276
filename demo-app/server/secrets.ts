import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The secret kept in `directory` under `name`, made on first use and readable by its owner only. */
export function keptSecret(directory: string, name: string, bytes = 32): string {
  const path = join(directory, name)
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  writeFileSync(draft, randomBytes(bytes).toString('hex'), { mode: 0o600, flush: true })
  try {
    // Fails when another process was faster, whose secret is then the one.
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readFileSync(path, 'utf8').trim()
}

/** Takes the same time whether they differ early or late. */
export function sameSecret(expected: string, candidate: string): boolean {
  return timingSafeEqual(digest(expected), digest(candidate))
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
