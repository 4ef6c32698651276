import type { StackFrame } from '../../api.ts'

/** One frame of the application, or the library frames between two of them. */
export type FrameGroup =
  | { readonly inApp: true; readonly key: string; readonly frame: StackFrame; readonly rank: number }
  | {
      readonly inApp: false
      readonly key: string
      readonly frames: readonly { readonly key: string; readonly frame: StackFrame }[]
    }

/** Without any frame of its own, an application's whole stack counts as its own: there is nothing else to read. */
export function groupFrames(frames: readonly StackFrame[]): FrameGroup[] {
  const noneInApp = frames.every(({ inApp }) => !inApp)
  const groups: FrameGroup[] = []
  let rank = 0
  for (const [index, frame] of frames.entries()) {
    const key = String(index)
    if (frame.inApp || noneInApp) {
      groups.push({ inApp: true, key, frame, rank })
      rank += 1
      continue
    }
    const last = groups.at(-1)
    if (last && !last.inApp) groups[groups.length - 1] = { ...last, frames: [...last.frames, { key, frame }] }
    else groups.push({ inApp: false, key, frames: [{ key, frame }] })
  }
  return groups
}

/** `src/cart.ts:12:5` */
export function place({ file, line, column }: StackFrame): string {
  return [file, line, column].filter((part) => part !== null).join(':')
}

export const stackText = (title: string, frames: readonly StackFrame[]): string =>
  [title, ...frames.map((frame) => `    at ${frame.function} (${place(frame)})`)].join('\n')
