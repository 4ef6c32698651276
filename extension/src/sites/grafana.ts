import { foundInLog, parseLogLine } from './log-record.ts'
import { textOf } from './page-text.ts'
import type { FoundError, Site } from './site.ts'

const LEVEL = /(?:^|\s)level-(\w+)/

/** Lines since Grafana 11.6: spans side by side, whose classes tell the level. */
function* inPanel(document: Document): Iterable<FoundError> {
  const levels = document.querySelectorAll('.field[class*="level-"]')
  for (const line of new Set([...levels].map((level) => level.parentElement))) {
    const fields = [...(line?.querySelectorAll(':scope > .field') ?? [])]
    const [, level = 'unknown'] = LEVEL.exec(fields[0]?.className ?? '') ?? []
    const text = fields
      .filter((field) => !LEVEL.test(field.className))
      .map(textOf)
      .join(' ')
    const error = line && read(text, level, line)
    if (error) yield error
  }
}

/** Rows before that, where the level is a colour only. Emotion keeps the labels of its classes. */
function* inTable(document: Document): Iterable<FoundError> {
  for (const cell of document.querySelectorAll('td[class*="logs-row__message"]')) {
    const error = read(textOf(cell), 'unknown', cell)
    if (error) yield error
  }
}

function read(text: string, level: string, anchor: Element): FoundError | undefined {
  return foundInLog(parseLogLine(text), { kind: 'grafana', level: level === 'unknown' ? '' : level, anchor })
}

/**
 * Log lines of Explore, dashboards and Logs Drilldown, from Loki or any other source. Checked against the source of
 * grafana/grafana 10 (`LogRow.tsx`) and 12 (`panel/LogLine.tsx`), read.
 */
export const grafana: Site = {
  name: 'grafana',
  appliesTo: (document) => document.body?.classList.contains('app-grafana') ?? false,
  *findErrors(document) {
    yield* inPanel(document)
    yield* inTable(document)
  },
}
