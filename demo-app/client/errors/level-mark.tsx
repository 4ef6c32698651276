import type { Level } from '../../api.ts'
import { Icon } from '../icons.tsx'

/** An error's level as a sign of its own shape, and in words. */
export function LevelMark({ level }: { level: Level }) {
  return (
    <span class={`level level-${level}`}>
      <Icon name={level} />
      {level}
    </span>
  )
}
