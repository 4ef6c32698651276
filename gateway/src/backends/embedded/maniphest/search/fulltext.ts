import { invalid } from '../../../../conduit/method/refusal.ts'
import type { Conditions } from '../../search/conditions.ts'

interface Term {
  readonly text: string
  readonly excluded: boolean
  readonly inTitle: boolean
}

const IN_TITLE_OR_DESCRIPTION = 't.id IN (SELECT rowid FROM task_text WHERE task_text MATCH ?)'
const IN_COMMENT = `t.phid IN (SELECT c.object_phid FROM comments c
  WHERE c.id IN (SELECT rowid FROM comment_text WHERE comment_text MATCH ?))`

/** `query`: words that must all occur, `"a phrase"`, `-without`, `title:word`. The last letters may be missing. */
export function constrainText(conditions: Conditions, query: string): void {
  for (const { text, excluded, inTitle } of readTerms(query)) {
    const match = matchExpression(text)
    const not = excluded ? 'NOT ' : ''
    if (inTitle) conditions.add(`${not}${IN_TITLE_OR_DESCRIPTION}`, `title : ${match}`)
    else conditions.add(`${not}(${IN_TITLE_OR_DESCRIPTION} OR ${IN_COMMENT})`, match, match)
  }
}

/** Whether the words stand in the title: such tasks come first in the order `relevance`. */
export function titleRank(query: string): { sql: string; values: string[] } | undefined {
  const words = readTerms(query)
    .filter(({ excluded }) => !excluded)
    .map(({ text }) => `title : ${matchExpression(text)}`)
  if (words.length === 0) return undefined
  return { sql: `(${IN_TITLE_OR_DESCRIPTION})`, values: [words.join(' AND ')] }
}

/** Each is a condition of its own, and SQLite takes a thousand at most. */
const MOST_TERMS = 100

function readTerms(query: string): Term[] {
  if (query.includes('\0'))
    throw invalid('The query holds a NUL character, which no text that can be found holds.')
  if ((query.match(/"/g) ?? []).length % 2 === 1)
    throw invalid('The query has a double quote without its partner.')
  const tokens = query.match(/[-+=~]?(?:[a-z]+:)?"[^"]*"|\S+/g) ?? []
  if (tokens.length > MOST_TERMS) throw invalid(`The query has more than ${MOST_TERMS} words.`)
  return tokens.flatMap((token) => {
    const [, operator = '', field = '', rest = ''] = /^([-+=~]?)(?:([a-z]+):)?(.*)$/s.exec(token) ?? []
    const known = field === '' || field === 'title' || field === 'body' || field === 'comment'
    const text = (known ? rest : `${field}:${rest}`).replaceAll('"', '').trim()
    if (text === '') throw invalid(`The query has "${token}" without a word to search for.`)
    // What has neither letter nor digit is in no index: it can neither be found nor missed.
    if (!/[\p{L}\p{N}]/u.test(text)) return []
    return [{ text, excluded: operator === '-', inTitle: field === 'title' }]
  })
}

/** One FTS5 phrase whose last word may go on. Quoted, so that nothing in it is an operator. */
function matchExpression(text: string): string {
  return `"${text}"*`
}
