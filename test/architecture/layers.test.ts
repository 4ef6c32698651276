import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** `[file, what it imports]`, relative imports as paths from the project's root. */
function importsOf(pattern: string): [file: string, imported: string][] {
  return globSync(pattern, {
    cwd: root,
    exclude: (name) => name === 'node_modules' || name === 'dist',
  }).flatMap((file) =>
    [
      ...readFileSync(join(root, file), 'utf8').matchAll(
        /^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'/gm,
      ),
    ]
      .map((match) => match[1] ?? match[2] ?? '')
      .map((name): [string, string] => [
        file,
        name.startsWith('.') ? relative(root, join(root, dirname(file), name)) : name,
      ]),
  )
}

const sdk = importsOf('sdk/src/**/*.ts')
const gateway = importsOf('gateway/src/**/*.ts')
const demoApp = importsOf('demo-app/**/*.{ts,tsx}')
const testing = importsOf('testing/src/**/*.ts')
const extension = importsOf('extension/**/*.{ts,tsx}')

describe('the parts know of each other only what the design allows', () => {
  it('finds imports at all', () => {
    for (const imports of [sdk, gateway, demoApp, extension]) expect(imports.length).toBeGreaterThan(50)
  })

  it('the SDK imports none of the others', () => {
    expect(
      sdk.filter(([, name]) =>
        /^(gateway|demo-app|extension|phorge-conduit-gateway|error-viewer)/.test(name),
      ),
    ).toEqual([])
  })

  it('gateway, demo-app and extension import the SDK by its name, and never each other', () => {
    expect(gateway.filter(([, name]) => /^(sdk\/|demo-app|error-viewer)/.test(name))).toEqual([])
    expect(demoApp.filter(([, name]) => /^(sdk\/|gateway|phorge-conduit-gateway)/.test(name))).toEqual([])
    expect(
      extension.filter(([, name]) =>
        /^(sdk\/|gateway|demo-app|phorge-conduit-gateway|error-viewer)/.test(name),
      ),
    ).toEqual([])
  })

  it('the browser’s extension API is reached through one file, and content scripts take no validation along', () => {
    const polyfill = extension.filter(([, name]) => name === 'webextension-polyfill')
    expect(polyfill.map(([file]) => file)).toEqual(['extension/src/browser.ts'])
    const inPages = extension.filter(([file]) =>
      /^extension\/src\/(content|card|task-form|sites)\//.test(file),
    )
    expect(
      inPages.filter(([, name]) => /^(zod|phorge-conduit|extension\/src\/background)/.test(name)),
    ).toEqual([])
  })

  it('the test server imports SDK and gateway by their names, and no part imports the test server', () => {
    const foreign = /^(sdk\/|gateway\/|demo-app|extension|error-viewer|test\/)/
    expect(testing.length).toBeGreaterThan(20)
    expect(testing.filter(([, name]) => foreign.test(name))).toEqual([])
    const others = [...sdk, ...gateway, ...demoApp, ...extension]
    expect(others.filter(([, name]) => /^(testing\/|phorge-conduit-testing)/.test(name))).toEqual([])
  })

  it('the decision about access does no input and no output', () => {
    const access = gateway.filter(([file]) => file.startsWith('gateway/src/access/'))
    expect(access.length).toBeGreaterThan(10)
    expect(access.filter(([, name]) => !/^(gateway\/src\/access\/|phorge-conduit$)/.test(name))).toEqual([])
  })

  it('a domain reads and writes its own tables, and nobody else does', () => {
    const owners: Record<string, RegExp> = {
      sessions: /^gateway\/src\/sessions\//,
      api_tokens: /^gateway\/src\/tokens\//,
      api_token_secrets: /^gateway\/src\/tokens\//,
      upstream_accounts: /^gateway\/src\/vault\//,
      upstream_tokens: /^gateway\/src\/vault\//,
      auto_approval_rules: /^gateway\/src\/applications\//,
      mail_queue: /^gateway\/src\/mail\//,
      application_rules: /^gateway\/src\/applications\//,
      second_factors: /^gateway\/src\/second-factor\//,
      recovery_codes: /^gateway\/src\/second-factor\//,
      second_factor_challenges: /^gateway\/src\/second-factor\//,
      second_factor_methods: /^gateway\/src\/second-factor\//,
      object_history: /^gateway\/src\/history\//,
      call_log: /^gateway\/src\/audit\/call-log\//,
      call_counts: /^gateway\/src\/audit\/call-log\//,
      security_log: /^gateway\/src\/audit\//,
      security_log_anchor: /^gateway\/src\/audit\//,
      application_quotas: /^gateway\/src\/limits\//,
      application_usage: /^gateway\/src\/limits\//,
    }
    const sources = globSync('gateway/src/**/*.ts', { cwd: root }).filter(
      (file) => !file.includes('/database/'),
    )
    for (const [table, owner] of Object.entries(owners)) {
      const users = sources.filter((file) => readFileSync(join(root, file), 'utf8').includes(`'${table}'`))
      expect(users.length, table).toBeGreaterThan(0)
      expect(
        users.filter((file) => !owner.test(file)),
        table,
      ).toEqual([])
    }
  })
})
