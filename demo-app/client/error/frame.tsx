import type { StackFrame } from '../../api.ts'
import { Icon } from '../icons.tsx'
import { place } from './frames.ts'

/** One call, and the source around it where the program sent it along. */
export function Frame({ frame, open }: { frame: StackFrame; open: boolean }) {
  const head = (
    <>
      <span class="frame-function">{frame.function}</span> <span class="frame-place">{place(frame)}</span>
    </>
  )
  if (frame.source.length === 0) return <p class="frame frame-bare">{head}</p>
  return (
    <details class="frame" open={open}>
      <summary>
        <Icon name="chevron" />
        {head}
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keyboard too */}
      <section class="source" aria-label={`Source of ${place(frame)}`} tabIndex={0}>
        <ol start={frame.source[0]?.line ?? 1}>
          {frame.source.map(({ line, text, current }) => (
            <li
              key={line}
              class={current ? 'current' : undefined}
              aria-current={current ? 'true' : undefined}
            >
              <span class="line-number" aria-hidden="true">
                {line}
              </span>
              <code>{text || ' '}</code>
            </li>
          ))}
        </ol>
      </section>
    </details>
  )
}
