import { expect, test } from 'vitest'
import { fingerprintOf } from '../../../demo-app/server/grouping/fingerprint.ts'
import { messageTemplate } from '../../../demo-app/server/grouping/message.ts'
import { readEvent } from '../../../demo-app/server/ingest/event.ts'

type Fields = Record<string, unknown>
const frame = (name: string, more: Fields = {}) => ({
  function: name,
  module: 'shop:cart',
  filename: '/srv/shop/cart.js',
  lineno: 10,
  in_app: true,
  ...more,
})
const library = (name: string) => frame(name, { module: 'express', in_app: false })
const thrown = (frames: Fields[], more: Fields = {}) => ({
  type: 'TypeError',
  value: 'x',
  stacktrace: { frames },
  ...more,
})
const group = (...exceptions: Fields[]) => grouped({ exception: { values: exceptions } })

function grouped(event: Fields): string {
  const read = readEvent(event)
  if (!read) throw new Error('not an event')
  return fingerprintOf(read)
}

test('the same in-app frames are one error, whatever the message, lines and library frames', () => {
  const one = group(thrown([library('next'), frame('handle'), frame('pay')]))
  const other = group(
    thrown([library('dispatch'), frame('handle', { lineno: 99 }), frame('pay', { colno: 3 })], {
      value: 'y',
    }),
  )
  expect(other).toBe(one)
})

test.each([
  ['another type', [thrown([frame('pay')], { type: 'RangeError' })]],
  ['another function', [thrown([frame('ship')])]],
  ['another module', [thrown([frame('pay', { module: 'shop:stock' })])]],
  ['one more frame', [thrown([frame('handle'), frame('pay')])]],
  ['a cause', [thrown([frame('query')], { type: 'DatabaseError' }), thrown([frame('pay')])]],
])('%s makes another error', (_, exceptions) => {
  expect(group(...exceptions)).not.toBe(group(thrown([frame('pay')])))
})

test('a recursion is the same error however deep it went', () => {
  const deep = [frame('walk'), frame('walk'), frame('walk')]
  expect(group(thrown(deep))).toBe(group(thrown([frame('walk')])))
})

test('functions without a name are told apart by their line of code', () => {
  const anonymous = (line: string) => group(thrown([frame('?', { context_line: line })]))
  expect(anonymous('  pay()')).toBe(anonymous('pay()'))
  expect(anonymous('pay()')).not.toBe(anonymous('ship()'))
})

test('without modules the file counts, without origin, query and bundle hash', () => {
  const at = (filename: string) => group(thrown([frame('pay', { module: undefined, filename })]))
  const first = at('https://shop.example/assets/cart-1a2b3c4d.js?v=1')
  expect(at('https://other.example/assets/cart-99ff00aa.js')).toBe(first)
  expect(at('https://shop.example/assets/stock-1a2b3c4d.js')).not.toBe(first)
})

test('without in-app frames type and message decide, and numbers in the message do not', () => {
  const timeout = (value: string) => group(thrown([library('tick')], { type: 'Timeout', value }))
  expect(timeout('no answer in 3000 ms')).toBe(timeout('no answer in 5000 ms'))
  expect(timeout('no answer in 3000 ms')).not.toBe(timeout('refused'))
})

test('a message event is grouped by its template', () => {
  const message = (text: string) => grouped({ logentry: { message: 'Stock of %s is low', formatted: text } })
  expect(message('Stock of tea is low')).toBe(message('Stock of milk is low'))
  expect(grouped({ message: 'Order 17 is late' })).toBe(grouped({ message: 'Order 18 is late' }))
  expect(grouped({ message: 'Order 17 is late' })).not.toBe(grouped({ message: 'Order 17 is lost' }))
})

test('a message with a stack is grouped as a message', () => {
  const captured = (name: string) =>
    grouped({
      message: 'Stock is low',
      exception: { values: [{ value: 'Stock is low', stacktrace: { frames: [frame(name)] } }] },
    })
  expect(captured('a')).toBe(captured('b'))
})

test('a given fingerprint overrides all, and {{ default }} in it adds the rule', () => {
  const event = (name: string, fingerprint: string[]) =>
    grouped({ fingerprint, exception: [thrown([frame(name)])] })
  expect(event('pay', ['checkout'])).toBe(event('ship', ['checkout']))
  expect(event('pay', ['checkout'])).not.toBe(event('pay', ['stock']))
  expect(event('pay', ['{{ default }}'])).toBe(group(thrown([frame('pay')])))
  expect(event('pay', ['{{default}}', 'eu'])).not.toBe(event('pay', ['{{ default }}', 'us']))
  expect(event('pay', ['{{default}}', 'eu'])).not.toBe(event('ship', ['{{ default }}', 'eu']))
  expect(event('pay', ['{{ default }}', 'eu'])).toBe(event('pay', ['{{default}}', 'eu']))
})

test('a message loses what differs from one occurrence to the next', () => {
  expect(
    messageTemplate('GET https://a.example/x?id=1 for jo@a.example took 1.5 s at 2026-08-05T10:00:00Z'),
  ).toBe('GET <url> for <email> took <float> s at <date>')
  expect(messageTemplate('10.0.0.7: order 0x1f, 6f9619ff-8b86-d011-b42d-00c04fc964ff, 9fceb02d0ae598')).toBe(
    '<ip>: order <hex>, <uuid>, <hex>',
  )
})

test('what a hostile program sends is grouped in no time', () => {
  const long = `${'?'.repeat(300_000)}\n`
  const start = performance.now()
  group(thrown([frame('pay', { module: undefined, filename: long })], { value: '-a.'.repeat(100_000) }))
  grouped({ message: `${'a.'.repeat(300_000)}@` })
  expect(performance.now() - start).toBeLessThan(1000)
})
