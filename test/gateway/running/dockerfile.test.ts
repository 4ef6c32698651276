import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** Instruction and the rest, comments left out and continued lines joined. */
const instructions = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter(Boolean)
  .map((line) => {
    const [word = '', ...rest] = line.trim().split(' ')
    return { word, rest: rest.join(' ') }
  })
const every = (word: string) => instructions.filter((one) => one.word === word).map(({ rest }) => rest)
const indexOf = (word: string) => instructions.findIndex((one) => one.word === word)

describe('the Dockerfile', () => {
  it('builds in one stage and runs in another, both of the Node.js that the project is tested with', () => {
    const { version } = JSON.parse(read('node_modules/node/package.json'))
    expect(every('FROM')).toHaveLength(2)
    for (const base of every('FROM')) expect(base.startsWith(`node:${version}-`), base).toBe(true)
  })

  it('runs as somebody who is not root, and who cannot change the code', () => {
    expect(every('USER')).toEqual(['node'])
    expect(indexOf('USER')).toBeLessThan(indexOf('ENTRYPOINT'))
    expect(every('COPY').filter((copy) => copy.includes('--chown'))).toEqual([])
  })

  it('installs exactly what is locked, and runs nothing of it', () => {
    expect(every('RUN').join()).toContain('npm ci --omit=dev --ignore-scripts')
  })

  it('starts the program itself, without a shell between it and the signals', () => {
    expect(JSON.parse(every('ENTRYPOINT')[0] ?? '')).toEqual(['node', 'gateway/src/main.ts'])
    expect(every('STOPSIGNAL')).toEqual(['SIGTERM'])
    expect(every('HEALTHCHECK')[0]).toContain('CMD ["node"')
  })

  it('names every workspace, without which npm does not know the lock file', () => {
    const { workspaces } = JSON.parse(read('package.json')) as { workspaces: string[] }
    const copied = every('COPY').join('\n')
    for (const workspace of workspaces) expect(copied).toContain(`${workspace}/package.json`)
  })

  it('copies what is there, and what the context lets in', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .flatMap((line) => globSync(line.slice(1), { cwd: root }))
    const sources = every('COPY')
      .filter((copy) => !copy.startsWith('--from'))
      .flatMap((copy) => copy.split(' ').slice(0, -1))
    for (const source of sources) {
      expect(existsSync(join(root, source)), source).toBe(true)
      expect(allowed).toContain(source)
    }
  })

  it('holds no secret', () => {
    expect([...every('ENV'), ...every('ARG')].join()).not.toMatch(/token|secret|password|key/i)
  })
})
