import { raw } from 'hono/html'
import type { Html } from './layout.ts'

/** Line drawings on a 16×16 grid. They stand beside a text and never alone, so they are hidden from screen readers. */
const drawings = {
  application: '<rect x="2" y="2.5" width="12" height="11" rx="2"/><path d="M2 6h12"/>',
  check: '<path d="m3 8.5 3.2 3.2L13 5"/>',
  clock: '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>',
  closed: '<circle cx="8" cy="8" r="6"/><path d="m5.2 8.2 2 2 3.6-4"/>',
  cross: '<path d="m4 4 8 8m0-8-8 8"/>',
  gateway: '<path d="M2.5 13.5v-6a5.5 5.5 0 0 1 11 0v6M6 13.5v-6a2 2 0 0 1 4 0v6"/>',
  key: '<circle cx="5" cy="11" r="3"/><path d="m7.2 8.8 6-6M10.5 5.5l2 2"/>',
  lock: '<rect x="3" y="7" width="10" height="6.5" rx="1.5"/><path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2"/>',
  open: '<circle cx="8" cy="8" r="6"/><circle cx="8" cy="8" r="1.2" fill="currentColor"/>',
  person: '<circle cx="8" cy="5" r="2.7"/><path d="M2.8 14c.5-3 2.5-4.5 5.2-4.5s4.7 1.5 5.2 4.5"/>',
  shield: '<path d="M8 1.8 3 3.5v4c0 3.3 2 5.6 5 6.7 3-1.1 5-3.4 5-6.7v-4z"/>',
  tag: '<path d="M2.5 2.5h5l6 6-5 5-6-6z"/><circle cx="5.3" cy="5.3" r=".8"/>',
  task: '<rect x="2.5" y="2.5" width="11" height="11" rx="2"/><path d="m5.3 8.2 2 2 3.6-4"/>',
  vault:
    '<rect x="2.5" y="2.5" width="11" height="11" rx="2"/><circle cx="8" cy="8" r="2.2"/><path d="M8 5.8V4.6m0 6.8v-1.2M5.8 8H4.6m6.8 0h-1.2"/>',
  warning: '<path d="M8 2 1.7 13.5h12.6zM8 6.5v3.2"/><path d="M8 11.6v.1"/>',
} as const

export type IconName = keyof typeof drawings

export function icon(name: IconName): Html {
  return raw(
    `<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${drawings[name]}</svg>`,
  )
}
