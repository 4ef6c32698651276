import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markerOf, markersIn, withMarker, withoutMarkers } from '../../../sdk/src/index.ts'

test('a marker is two lower-case words: one of the collection, one of the key in it', async () => {
  const one = await markerOf({ collection: 'errors.example.com', key: 'checkout' })
  const other = await markerOf({ collection: 'errors.example.com', key: 'search' })
  expect(one.set).toMatch(/^conduitset[a-z2-7]{20}$/)
  expect(one.key).toMatch(/^conduitkey[a-z2-7]{20}$/)
  expect(other.set).toBe(one.set)
  expect(other.key).not.toBe(one.key)
})

test('the words of a key stay the same for ever: tasks carry them', async () => {
  expect(await markerOf({ collection: 'errors.example.com', key: 'checkout' })).toEqual({
    set: 'conduitseteraeooonksgzup6mn6se',
    key: 'conduitkeygq7h5unkih2muf3ippc7',
  })
  expect(await markerOf({ key: 'checkout' })).toEqual(await markerOf({ collection: '', key: 'checkout' }))
})

test('the same key in two collections, and text that was cut elsewhere, are different keys', async () => {
  const keys = [
    { collection: 'a', key: 'bc' },
    { collection: 'ab', key: 'c' },
    { collection: '', key: 'abc' },
    { collection: 'a","b', key: 'c' },
    { collection: 'a', key: '","bc' },
  ]
  const markers = await Promise.all(keys.map(markerOf))
  expect(new Set(markers.map(({ key }) => key)).size).toBe(keys.length)
})

test('what was put into any description is read out of it, and taken off again', async () => {
  const marker = await markerOf({ key: 'checkout' })
  await fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (description) => {
      const marked = withMarker(description, marker)
      expect(markersIn(marked)).toEqual([marker])
      expect(withoutMarkers(marked)).toBe(description.trimEnd())
    }),
  )
})

test('a marker is found among what people wrote below it, with the line ends of a browser', async () => {
  const marker = await markerOf({ key: 'checkout' })
  const edited = `${withMarker('It fails.\n\n- here\n- there', marker)}\r\n\r\nI have seen it too.\r\n`
  expect(markersIn(edited)).toEqual([marker])
  expect(withoutMarkers(edited)).toContain('I have seen it too.')
})

test('a task may stand for several keys', async () => {
  const [one, two] = await Promise.all([markerOf({ key: '1' }), markerOf({ key: '2' })])
  expect(markersIn(withMarker(withMarker('Both', one), two))).toEqual([one, two])
})

test('who quotes a marker in a sentence, or only its word, does not take its task', async () => {
  const { set, key } = await markerOf({ key: 'checkout' })
  for (const text of [key, `See \`${set} ${key}\`, please`, `> \`${set} ${key}\``, `\`${key} ${set}\``]) {
    expect(markersIn(text)).toEqual([])
  }
})
