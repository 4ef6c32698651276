import { html } from 'hono/html'
import type { Gateway } from '../gateway.ts'
import type { Session } from '../sessions/sessions.ts'
import { expiringTokens } from '../tokens/expiring.ts'
import type { Answer, Download } from './answer.ts'
import type { Html } from './layout.ts'
import { notice } from './notice.ts'
import { paths } from './paths.ts'
import { time } from './time.ts'

/** The page with what its reader should know whatever they came for. */
export async function withAlerts(
  gateway: Gateway,
  session: Session,
  answer: Answer | Download,
): Promise<Answer | Download> {
  if ('seeOther' in answer || 'file' in answer) return answer
  const alert = await expiryAlert(gateway, session.account.phid)
  return alert ? { ...answer, alerts: alert } : answer
}

async function expiryAlert(gateway: Gateway, userPhid: string): Promise<Html | undefined> {
  const tokens = await expiringTokens(gateway, userPhid)
  const [token] = tokens
  if (!token) return undefined
  if (tokens.length > 1) {
    return notice(
      'warn',
      html`<a href="${paths.apiTokens}">${tokens.length} API tokens</a> expire within a week.`,
    )
  }
  return notice(
    'warn',
    html`The API token <a href="${paths.apiTokens}${token.phid}/">${token.name}</a> expires ${time(token.expiresAt ?? 0, gateway.now())}.`,
  )
}
