import { recordSecurityEvent } from '../../../gateway/src/audit/security-log.ts'
import { openDatabase } from '../../../gateway/src/database/open.ts'

/** Another process that writes a row to the log of the database in this folder whenever it is told to. */
const [, , folder = ''] = process.argv
const database = await openDatabase(folder)
process.on('message', async (at: number) => {
  await recordSecurityEvent(database, { kind: 'key-used', at, detail: `written by ${process.pid}` })
  process.send?.('written')
})
process.once('disconnect', () => database.destroy())
process.send?.('ready')
