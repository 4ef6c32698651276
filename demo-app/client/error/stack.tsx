import { useMemo, useState } from 'preact/hooks'
import type { StackFrame } from '../../api.ts'
import { Icon } from '../icons.tsx'
import { Frame } from './frame.tsx'
import { groupFrames, stackText } from './frames.ts'

/** How many of the application's own frames show their source at once. */
const OPEN_AT_FIRST = 2

/** The stack, innermost call first: the application's own frames, with those of libraries folded away between them. */
export function Stack({ frames, title }: { frames: readonly StackFrame[]; title: string }) {
  const groups = useMemo(() => groupFrames(frames), [frames])
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(stackText(title, frames))
      setCopied(true)
      setTimeout(() => setCopied(false), 2000)
    } catch {
      // Without permission there is nothing to tell: the button keeps its words.
    }
  }
  return (
    <section class="card stack" aria-labelledby="stack-title">
      <div class="card-head">
        <h2 id="stack-title">Stack</h2>
        {frames.length > 0 && (
          <button type="button" class="button small" onClick={copy}>
            <Icon name={copied ? 'check' : 'copy'} />
            <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
          </button>
        )}
      </div>
      {frames.length === 0 && <p class="hint">This error came without a stack.</p>}
      {groups.map((group) =>
        group.inApp ? (
          <Frame key={group.key} frame={group.frame} open={group.rank < OPEN_AT_FIRST} />
        ) : (
          <details class="library-frames" key={group.key}>
            <summary>
              <Icon name="chevron" />
              {group.frames.length === 1 ? '1 library frame' : `${group.frames.length} library frames`}
            </summary>
            {group.frames.map(({ key, frame }) => (
              <Frame key={key} frame={frame} open={false} />
            ))}
          </details>
        ),
      )}
    </section>
  )
}
