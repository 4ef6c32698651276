import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../gateway/src/database/open.ts'
import { historyOf, recordTransaction } from '../../../gateway/src/history/history.ts'

describe('the history of an object', () => {
  let database: Awaited<ReturnType<typeof openDatabase>>
  beforeAll(async () => {
    database = await openDatabase(':memory:')
  })
  afterAll(() => database.destroy())

  const token = 'PHID-CTKN-aaaaaaaaaaaaaaaaaaaa'

  it('says what changed, from what to what, by whom, from where, when and why', async () => {
    const phid = await recordTransaction(database, {
      objectPhid: token,
      type: 'name',
      old: 'deploy',
      new: 'deploy to staging',
      authorPhid: 'PHID-USER-aaaaaaaaaaaaaaaaaaaa',
      address: '192.0.2.7',
      reason: 'there is a second one now',
      at: 1_800_000_000,
    })
    expect(phid).toMatch(/^PHID-XACT-CTKN-[a-z2-7]{15}$/)
    expect(await historyOf(database, token)).toEqual([
      {
        id: expect.any(Number),
        phid,
        objectPhid: token,
        type: 'name',
        old: 'deploy',
        new: 'deploy to staging',
        authorPhid: 'PHID-USER-aaaaaaaaaaaaaaaaaaaa',
        address: '192.0.2.7',
        reason: 'there is a second one now',
        at: 1_800_000_000,
      },
    ])
  })

  it('is read in pages, the newest first, and each object has its own', async () => {
    const application = 'PHID-OASC-bbbbbbbbbbbbbbbbbbbb'
    for (const stage of ['proposed', 'approved', 'disabled']) {
      await recordTransaction(database, { objectPhid: application, type: 'stage', new: stage, at: 1 })
    }
    const [first, second] = await historyOf(database, application, { limit: 2 })
    expect([first?.new, second?.new]).toEqual(['disabled', 'approved'])
    const older = await historyOf(database, application, { before: second?.id })
    expect(older.map((transaction) => transaction.new)).toEqual(['proposed'])
    expect(older[0]?.phid).toMatch(/^PHID-XACT-OASC-/)
  })

  it('is not there when what it tells of is rolled back', async () => {
    const lost = 'PHID-CTKN-cccccccccccccccccccc'
    const work = database.transaction().execute(async (transaction) => {
      await recordTransaction(transaction, { objectPhid: lost, type: 'revoke', at: 1 })
      throw new Error('the disk is full')
    })
    await expect(work).rejects.toThrow('the disk is full')
    expect(await historyOf(database, lost)).toEqual([])
  })
})
