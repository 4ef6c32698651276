import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../../extension')

type Messages = Record<string, { readonly message: string }>

function messagesOf(language: string): Messages {
  return JSON.parse(readFileSync(join(root, `public/_locales/${language}/messages.json`), 'utf8'))
}

const english = messagesOf('en')
const german = messagesOf('de')
const source = [...globSync('src/**/*.{ts,tsx}', { cwd: root }), 'manifest.ts']
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n')

test('every text is there in English and in German', () => {
  expect(Object.keys(german)).toEqual(Object.keys(english))
  for (const { message } of [...Object.values(english), ...Object.values(german)]) {
    expect(message.trim()).toBe(message)
    expect(message).not.toBe('')
  }
})

test('a translation has the same places for values', () => {
  const placesIn = (text = '') => (text.match(/\$\d|\{\{\w+\}\}/g) ?? []).toSorted()
  for (const [name, { message }] of Object.entries(english)) {
    expect(placesIn(german[name]?.message), name).toEqual(placesIn(message))
  }
})

test('every text that is there is shown somewhere', () => {
  // The compiler knows of every text that is shown whether it is there.
  const unused = Object.keys(english).filter(
    (name) =>
      !source.includes(`'${name.replace(/_hint$/, '')}'`) &&
      !source.includes(`'${name}'`) &&
      !source.includes(`__MSG_${name}__`),
  )
  expect(unused).toEqual([])
})
