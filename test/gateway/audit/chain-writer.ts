import { recordSecurityEvent } from '../../../gateway/src/audit/security-log.ts'
import { openDatabase } from '../../../gateway/src/database/open.ts'

/** Another process that writes so many rows to the log of the database in this folder. */
const [, , folder = '', rows] = process.argv
const database = await openDatabase(folder)
for (let number = 1; number <= Number(rows); number++) {
  await recordSecurityEvent(database, {
    kind: 'key-used',
    at: number,
    detail: `row ${number} of ${process.pid}`,
  })
}
await database.destroy()
