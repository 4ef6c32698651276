import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { formatLink, parseLink } from '../audit/chain.ts'
import { explainBreak, explainIntact } from '../audit/explain.ts'
import { verifySecurityLog } from '../audit/verify.ts'
import { type Config, ConfigError } from '../config.ts'
import { openDatabase } from '../database/open.ts'

const USAGE = 'Usage: npm run gateway -- audit verify [--expect ID:HASH]'

/**
 * `audit verify`: whether the security log is as it was written, also while the server is running.
 * @throws {Error} when it is not
 */
export async function auditCommand(
  { dataDirectory }: Config,
  words: readonly string[],
  { expect }: { readonly expect?: string | undefined } = {},
): Promise<string> {
  if (words.join(' ') !== 'verify') throw new ConfigError(USAGE)
  const expected = expect === undefined ? undefined : parseLink(expect)
  if (expect !== undefined && !expected) {
    throw new ConfigError(
      `--expect: give it what an earlier "audit verify" printed as head: ID:HASH.\n${USAGE}`,
    )
  }
  if (!existsSync(join(dataDirectory, 'gateway.sqlite'))) {
    throw new ConfigError(`There is no database in ${dataDirectory} (--data-directory).`)
  }
  const database = await openDatabase(dataDirectory)
  try {
    const found = await verifySecurityLog(database, expected)
    if (!found.intact) throw new Error(explainBreak(found))
    return `${explainIntact(found)}\nhead: ${formatLink(found.head)}`
  } finally {
    await database.destroy()
  }
}
