import { readFile } from 'node:fs/promises'
import type * as z from 'zod/mini'
import { UsageError } from '../failure.ts'

/**
 * The contents of a JSON file; `undefined` when it is not there.
 *
 * @throws {UsageError} which repeats nothing of the file: there may be tokens in it.
 */
export async function readJsonFile<Contents>(
  file: string,
  schema: z.ZodMiniType<Contents>,
): Promise<Contents | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) throw error
  })
  if (text === undefined) return undefined
  const parsed = schema.safeParse(parse(file, text))
  if (parsed.success) return parsed.data
  const [place = ''] = parsed.error.issues.map(({ path }) => path[0])
  throw new UsageError(
    `${file} is not as expected${place ? ` at "${String(place)}"` : ''}.`,
    'Correct the file.',
    'not_configured',
  )
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${file} is not valid JSON.`, 'Correct the file.', 'not_configured')
  }
}
