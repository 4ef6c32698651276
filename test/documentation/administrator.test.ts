import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kinds } from '../../gateway/src/audit/kinds.ts'
import type { Backend } from '../../gateway/src/backends/backend.ts'
import { settings } from '../../gateway/src/config.ts'
import { Metrics } from '../../gateway/src/metrics/metrics.ts'
import { codeBlocks } from './code-blocks.ts'

const docs = join(import.meta.dirname, '../../docs')
const FILES = ['administrator.md', 'security.md']
const textOf = (name: string) => readFileSync(join(docs, name), 'utf8')
const text = FILES.map(textOf).join('\n')

describe('what administrators are told', () => {
  it('names settings that there are', () => {
    const known = new Set(settings.flatMap(({ name, option, variable }) => [name, option, variable]))
    const [block] = codeBlocks(join(docs, 'administrator.md')).filter(({ language }) => language === 'json')
    const inFile = Object.keys(JSON.parse(block?.text ?? ''))
    expect(inFile.length).toBeGreaterThan(3)
    const variables = [...text.matchAll(/\bGATEWAY_[A-Z_]+[A-Z]\b/g)].map(([name]) => name)
    const options = [...text.matchAll(/`--([a-z-]+)[` ]/g)].map(([, name]) => `--${name}`)
    for (const name of [...inFile, ...variables, ...options]) {
      if (!['GATEWAY_CONFIG', '--help', '--expect'].includes(name)) expect(known).toContain(name)
    }
  })

  it('names the metrics that there are, and all of them', async () => {
    const backend = { methods: async () => new Map(), breaker: () => 'closed' } as unknown as Backend
    const own = [...(await new Metrics(backend).text()).matchAll(/^# TYPE (gateway_\w+)/gm)].map(
      ([, name]) => name,
    )
    const named = [...text.matchAll(/\bgateway_\w+/g)].map(([name]) => name)
    expect(new Set(named)).toEqual(new Set(own))
  })

  it('names events of the security log as its page does', () => {
    for (const kind of ['client-refused', 'token-replayed'] as const)
      expect(text).toContain(`_${kinds[kind].text}_`)
  })

  it.each(FILES)('has no link in %s that leads nowhere', (name) => {
    const headings = (file: string) =>
      [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, '')
          .trim()
          .replaceAll(/\s/g, '-'),
      )
    for (const [, target = ''] of textOf(name).matchAll(/\]\(([^)]+)\)/g)) {
      const [file = '', anchor] = target.split('#')
      expect(existsSync(join(docs, file)), target).toBe(true)
      if (anchor) expect(headings(file || name), target).toContain(anchor)
    }
  })
})
