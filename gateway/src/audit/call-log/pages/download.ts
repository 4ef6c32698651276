import { Readable } from 'node:stream'
import { html } from 'hono/html'
import type { Answer, Download } from '../../../pages/answer.ts'
import type { Visit } from '../../../pages/guard.ts'
import { paths } from '../../../pages/paths.ts'
import { userNames } from '../../pages/names.ts'
import { recordVisit } from '../../visit.ts'
import type { CallLog } from '../call-log.ts'
import { csv, exportCalls, jsonLines } from '../export.ts'
import { readFilter, searchOf, understand } from './filter.ts'

/** The calls of the page's filter as a file. That somebody took them along is in the security log. */
export async function downloadCalls(visit: Visit, callLog: CallLog): Promise<Answer | Download> {
  const { gateway, request } = visit
  const { type } = request.params as { type: 'csv' | 'jsonl' }
  const filter = readFilter(request.query)
  const understood = await understand(gateway, filter)
  if (understood.kind !== 'query') return nothingToExport(searchOf(filter))
  const format = type === 'csv' ? csv : jsonLines
  const detail = `${type} ${searchOf(filter)}`.trim()
  await recordVisit(visit, { kind: 'calls-exported', detail }, async () => {})
  const { backend } = gateway
  const namesOf = (calls: readonly { readonly userPhid: string | undefined }[]) =>
    userNames(
      backend,
      calls.map(({ userPhid }) => userPhid),
    )
  const day = new Date(gateway.now() * 1000).toISOString().slice(0, 10)
  return {
    file: Readable.from(exportCalls(callLog, understood.query, { format, namesOf })),
    name: `calls-${day}.${type}`,
    type: format.type,
  }
}

function nothingToExport(search: string): Answer {
  return {
    status: 422,
    title: 'Nothing to export',
    section: 'admin',
    width: 'narrow',
    body: html`<h1>Nothing to export</h1>
<p>The filter cannot be read, or names nobody. <a href="${paths.calls}?${search}">The page of the calls</a> says what is wrong.</p>`,
  }
}
