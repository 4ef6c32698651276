import { expect, test } from 'vitest'
import { parse, parseInline } from '../../../demo-app/client/remarkup/parse.ts'

test('a fenced block keeps its lines and loses its options', () => {
  expect(parse('```lang=text\n  at a\n\n  at b\n```\nafter')).toEqual([
    { kind: 'code', text: '  at a\n\n  at b' },
    { kind: 'paragraph', lines: [[{ kind: 'text', text: 'after' }]] },
  ])
})

test('a fence that is never closed reaches to the end', () => {
  expect(parse('```\none\ntwo')).toEqual([{ kind: 'code', text: 'one\ntwo' }])
})

test('lists, headings and paragraphs follow each other without blank lines', () => {
  expect(parse('= Head\nfirst\nsecond\n- one\n- two\n1. three').map(({ kind }) => kind)).toEqual([
    'heading',
    'paragraph',
    'list',
    'list',
  ])
})

test('code, bold and three kinds of links are found within a line', () => {
  expect(
    parseInline('`a**b` **bold** [[https://x.test/|site]] [name](http://y.test) see https://z.test/a.'),
  ).toEqual([
    { kind: 'code', text: 'a**b' },
    { kind: 'text', text: ' ' },
    { kind: 'bold', text: 'bold' },
    { kind: 'text', text: ' ' },
    { kind: 'link', text: 'site', url: 'https://x.test/' },
    { kind: 'text', text: ' ' },
    { kind: 'link', text: 'name', url: 'http://y.test' },
    { kind: 'text', text: ' see ' },
    { kind: 'link', text: 'https://z.test/a', url: 'https://z.test/a' },
    { kind: 'text', text: '.' },
  ])
})

test('a link to anything but a web address stays text', () => {
  const source = '[[javascript:alert(1)|here]] [here](data:text/html,x)'
  expect(parseInline(source).every(({ kind }) => kind === 'text')).toBe(true)
})
