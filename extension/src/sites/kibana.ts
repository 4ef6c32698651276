import { bodyChild } from './body-child.ts'
import { foundInLog } from './log-record.ts'
import { lineOf, textOf } from './page-text.ts'
import type { FoundError, Site } from './site.ts'
import { webAddress } from './web-address.ts'

const CELL = '[data-gridcell-column-id], [data-test-subj="docTableField"]'
/** The columns with buttons. */
const CONTROLS = 'euiDataGridRowCell--controlColumn'

/** Rows of Discover's table, whether a grid (Kibana since 7.11) or an HTML table (OpenSearch Dashboards, older Kibana). */
function* inTable(document: Document): Iterable<FoundError> {
  for (const [row, cells] of Map.groupBy(document.querySelectorAll(CELL), (cell) =>
    cell.closest('[role="row"], tr'),
  )) {
    if (!row) continue
    const fields = new Map(cells.flatMap(fieldsOf))
    // Every other cell is cut off where the row's height ends.
    const anchor = cells.find((cell) => lineOf(cell) && !cell.classList.contains(CONTROLS)) ?? row
    const error = foundInLog(fields, { kind: 'kibana', anchor: anchor.querySelector(CONTENT) ?? anchor })
    if (error) yield error
  }
}

const CONTENT = '.euiDataGridRowCell__content, .truncate-by-height'

function columnOf(cell: Element): string {
  const grid = cell.getAttribute('data-gridcell-column-id')
  if (grid !== null || !(cell instanceof HTMLTableCellElement)) return grid ?? ''
  const header = cell.closest('table')?.rows[0]?.cells[cell.cellIndex]
  const name = header?.querySelector('[data-test-subj^="docTableHeader-"]')?.getAttribute('data-test-subj')
  return name?.slice('docTableHeader-'.length) ?? ''
}

/** A cell is one field, or the whole document as names and values. */
function fieldsOf(cell: Element): [string, string][] {
  const names = [...cell.querySelectorAll('dt, .source__key')]
  if (names.length === 0) return [[columnOf(cell), textOf(cell.querySelector(CONTENT) ?? cell)]]
  return names.map((name) => [lineOf(name).replace(/:$/, ''), textOf(name.nextElementSibling)])
}

/** The document that is open beside or below the table, or on a page of its own. */
function* inViewer(document: Document): Iterable<FoundError> {
  const values = [...document.querySelectorAll('[data-test-subj^="tableDocViewRow-"]')].flatMap((element) => {
    const [, field] = /^tableDocViewRow-(.+)-value$/.exec(element.getAttribute('data-test-subj') ?? '') ?? []
    return field
      ? [{ element, field, viewer: element.closest('table, [role="grid"], [data-test-subj$="DocViewer"]') }]
      : []
  })
  for (const [viewer, shown] of Map.groupBy(values, (value) => value.viewer)) {
    const anchor = shown.find(({ field }) => /message$/.test(field)) ?? shown[0]
    if (!anchor) continue
    const around = viewer?.closest('[data-test-subj="docViewerFlyout"], .osdDocTable__detailsParent')
    const link = around?.querySelector('a[href*="/doc/"]')?.getAttribute('href')
    const fields = new Map(shown.map(({ field, element }) => [field, textOf(element)]))
    const error = foundInLog(fields, {
      kind: 'kibana',
      link: webAddress(link, document),
      anchor: anchor.element,
    })
    if (error) yield error
  }
}

/**
 * Documents in Discover that tell of an error. Checked against the source of elastic/kibana 8 and 9
 * (`kbn-unified-data-table`, `kbn-unified-doc-viewer`, EUI's data grid) and of OpenSearch Dashboards 2 and 3
 * (`default_discover_table`, `explore`), read.
 */
export const kibana: Site = {
  name: 'kibana',
  appliesTo: (document) =>
    bodyChild(document, 'kbn-injected-metadata', 'osd-injected-metadata') !== undefined,
  *findErrors(document) {
    yield* inTable(document)
    yield* inViewer(document)
  },
}
