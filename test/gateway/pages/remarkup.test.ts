import { describe, expect, it } from 'vitest'
import { remarkup } from '../../../gateway/src/backends/embedded/pages/remarkup.ts'

const shown = async (source: string) =>
  String(await remarkup(source)).replace(/^<div class="remarkup">(.*)<\/div>$/s, '$1')

describe('remarkup', () => {
  it.each([
    ['one\ntwo\n\nthree', '<p>one<br>two</p><p>three</p>'],
    ['a `<b>` c', '<p>a <code>&lt;b&gt;</code> c</p>'],
    ['**very** bad', '<p><strong>very</strong> bad</p>'],
    ['- one\n- two', '<ul><li>one</li><li>two</li></ul>'],
    ['= Stack =\nat x', '<h3>Stack</h3><p>at x</p>'],
    [
      '```\nif (a < b) {\n\n}\n```\nafter',
      '<pre tabindex="0"><code>if (a &lt; b) {\n\n}</code></pre><p>after</p>',
    ],
    ['```never closed\n<i>', '<pre tabindex="0"><code>never closed\n&lt;i&gt;</code></pre>'],
    [
      '    at checkout (a.ts:1)\n    at pay',
      '<pre tabindex="0"><code>  at checkout (a.ts:1)\n  at pay</code></pre>',
    ],
    ['see T12, @angie.', '<p>see <a href="/T12">T12</a>, <a href="/p/angie/">@angie</a>.</p>'],
    ['a@example.com AT12 T12x', '<p>a@example.com AT12 T12x</p>'],
    [
      'at https://e.example/a?b=1&c=(2).',
      '<p>at <a href="https://e.example/a?b=1&amp;c=(2" rel="noreferrer nofollow">https://e.example/a?b=1&amp;c=(2</a>).</p>',
    ],
    [
      '[[ https://e.example | the error ]]',
      '<p><a href="https://e.example/" rel="noreferrer nofollow">the error</a></p>',
    ],
    ['[x](javascript:alert(1))', '<p>[x](javascript:alert(1))</p>'],
    ['[[ vbscript:x | y ]]', '<p>[[ vbscript:x | y ]]</p>'],
    ['', ''],
  ])('shows %j', async (source, expected) => {
    expect(await shown(source)).toBe(expected)
  })

  it.each(['**a ', '[[', '[a](', '`', '```', 'http://', '- ', '= ', '@a.', '\n'])(
    'takes no long time for many repetitions of %j',
    async (piece) => {
      const begun = performance.now()
      await shown(piece.repeat(100_000))
      await shown(`${piece.repeat(300)}\n`.repeat(100))
      expect(performance.now() - begun).toBeLessThan(2000)
    },
  )
})
