import { html } from 'hono/html'
import { type IconName, icon } from '../../pages/icons.ts'
import type { Html } from '../../pages/layout.ts'
import type { Application } from '../application.ts'
import type { Stage } from '../stages.ts'

const badges: Readonly<Record<Stage, { tone: string; icon: IconName; text: string }>> = {
  proposed: { tone: 'warn', icon: 'clock', text: 'Proposed' },
  approved: { tone: 'good', icon: 'check', text: 'Approved' },
  rejected: { tone: 'bad', icon: 'cross', text: 'Rejected' },
  disabled: { tone: 'bad', icon: 'cross', text: 'Disabled' },
  expired: { tone: '', icon: 'cross', text: 'Given up' },
}

/** Where an application stands. */
export function stageBadge({ stage }: Pick<Application, 'stage'>): Html {
  const { tone, icon: name, text } = badges[stage]
  return html`<span class="badge ${tone}">${icon(name)}${text}</span>`
}
