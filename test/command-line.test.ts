import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

describe.concurrent.each([
  ['bench', 'load/bench.ts', 'forwarding'],
  ['conformance', 'conformance/command.ts', '--api-token'],
  ['faults', 'faults/command.ts', 'stages'],
  ['fuzz', 'gateway/phorge/fuzz-command.ts', '--requests'],
])('npm run %s', (name, file, told) => {
  test('says how it is used', async () => {
    const { code, stdout, stderr } = await run(file, '--help')
    expect(stdout).toContain(`Usage: npm run ${name} -- `)
    expect(stdout).toContain(told)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  test.each(['--no-such-option', 'nothing'])(
    'does nothing with %s, and says how it is used',
    async (word) => {
      const { code, stdout, stderr } = await run(file, word)
      expect(stderr).toContain(word)
      expect(stderr).toContain(`Usage: npm run ${name} -- `)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    },
  )
})

function run(file: string, word: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const path = fileURLToPath(new URL(file, import.meta.url))
    execFile(process.execPath, [path, word], (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr })
    })
  })
}
