import { cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RunningGateway, readConfig, startGateway } from '../../../gateway/src/app.ts'
import { backupCommand } from '../../../gateway/src/commands/backup.ts'
import { createApiToken, findApiToken } from '../../../gateway/src/tokens/tokens.ts'

describe('backup', () => {
  let folder: string
  let running: RunningGateway
  const configOf = (name: string) =>
    readConfig({ options: { port: 0, dataDirectory: join(folder, name), demo: true, logLevel: 'silent' } })

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-backup-'))
    running = await startGateway(configOf('data'))
  })
  afterEach(async () => {
    await running.close()
    rmSync(folder, { recursive: true })
  })

  it('copies a running gateway, and what is restored from it goes on', async () => {
    const account = await running.gateway.backend.accountByName('angie')
    const { token } = await createApiToken(running.gateway, { userPhid: account?.phid ?? '', name: 'kept' })
    writeFileSync(join(folder, 'data', 'vault-keys'), 'a key')
    const said = await backupCommand(configOf('data'), [join(folder, 'copy')])
    expect(said).toContain('gateway.sqlite and maniphest.sqlite')
    for (const key of ['vault-keys', 'token-key'])
      expect(() => statSync(join(folder, 'copy', key))).toThrow('ENOENT')
    expect(said).toContain('Keep token-key and vault-keys elsewhere')
    expect(statSync(join(folder, 'copy', 'gateway.sqlite')).mode & 0o777).toBe(0o600)

    cpSync(join(folder, 'copy'), join(folder, 'restored'), { recursive: true })
    await expect(startGateway(configOf('restored'))).rejects.toThrow('Put that key back')
    cpSync(join(folder, 'data', 'token-key'), join(folder, 'restored', 'token-key'))
    const restored = await startGateway(configOf('restored'))
    const found = await findApiToken(restored.gateway, token)
    expect(found).toMatchObject({ name: 'kept', revokedAt: undefined })
    expect(await restored.gateway.backend.accountByName('angie')).toEqual(account)
    await restored.close()
  })

  it('writes over no earlier copy', async () => {
    const copy = join(folder, 'copy')
    await backupCommand(configOf('data'), [copy])
    await expect(backupCommand(configOf('data'), [copy])).rejects.toThrow('is there already')
  })

  it('says where it looked when there is nothing to copy', async () => {
    await expect(backupCommand(configOf('nowhere'), [join(folder, 'copy')])).rejects.toThrow(
      /no database in .*nowhere \(--data-directory\)/,
    )
    await expect(backupCommand(configOf('data'), [])).rejects.toThrow('Usage')
  })
})
