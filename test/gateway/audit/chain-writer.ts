import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { recordSecurityEvent } from '../../../gateway/src/audit/security-log.ts'
import { openDatabase } from '../../../gateway/src/database/open.ts'

/** Another process that writes so many rows to the log of the database in this folder, once it is told to. */
const [, , folder = '', rows] = process.argv
const database = await openDatabase(folder)
process.send?.('ready')
await once(process, 'message')
for (let number = 1; number <= Number(rows); number++) {
  await recordSecurityEvent(database, {
    kind: 'key-used',
    at: number,
    detail: `row ${number} of ${process.pid}`,
  })
  // Who writes without a pause holds the lock again before anybody else has looked.
  await setTimeout(2)
}
await database.destroy()
process.disconnect?.()
