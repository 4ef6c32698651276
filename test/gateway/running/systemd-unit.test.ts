import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { settings } from '../../../gateway/src/config.ts'

const NAME = 'phorge-conduit-gateway.service'
const unit = readFileSync(join(import.meta.dirname, '../../../docs/systemd', NAME), 'utf8')

describe('the unit for systemd', () => {
  it.each([
    'User=conduit-gateway',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'ProtectHome=yes',
    'PrivateDevices=yes',
    'StateDirectoryMode=0700',
    'CapabilityBoundingSet=',
    'SystemCallFilter=@system-service',
    'Restart=on-failure',
  ])('says %s', (line) => {
    expect(unit.split('\n')).toContain(line)
  })

  it('sets nothing that the gateway does not know', () => {
    const known = new Set(['GATEWAY_CONFIG', ...settings.map(({ variable }) => variable)])
    const named = [...unit.matchAll(/^Environment=(GATEWAY_\w+)=/gm)].map(([, name]) => name)
    expect(named.length).toBeGreaterThan(0)
    for (const name of named) expect(known).toContain(name)
    expect(unit).not.toContain('MemoryDenyWriteExecute=')
  })

  const analyze = 'systemd-analyze'
  const isThere = spawnSync(analyze, ['--version']).status === 0
  it.runIf(isThere)('is one, says systemd-analyze, and lets little out', () => {
    const folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-unit-'))
    const file = join(folder, NAME)
    // The program and its folder are where the administrator put them.
    writeFileSync(
      file,
      unit.replace('/usr/bin/node', process.execPath).replace('=/opt/phorge-conduit\n', '=/tmp\n'),
    )
    const verified = spawnSync(analyze, ['verify', file], { encoding: 'utf8' })
    const exposure = spawnSync(analyze, ['security', '--offline=true', '--threshold=20', file])
    rmSync(folder, { recursive: true })
    expect(verified.stderr).toBe('')
    expect(verified.status).toBe(0)
    expect(exposure.status, 'an exposure of more than 2.0').toBe(0)
  })
})
