import { html } from 'hono/html'
import { readSecurityLog } from '../../audit/security-log.ts'
import type { Gateway } from '../../gateway.ts'
import type { Html } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import { time } from '../../pages/time.ts'

const SHOWN_FOR = 30 * 86_400
const MOST = 10

/** What was found in public of this person's tokens lately. */
export async function reportedNotices({ database, now }: Gateway, userPhid: string): Promise<Html[]> {
  const events = await readSecurityLog(database, { kind: 'token-reported', userPhid, limit: MOST })
  return events
    .filter(({ at }) => at > now() - SHOWN_FOR)
    .map(({ at, detail }) =>
      notice(
        'bad',
        html`A token of yours was found in public ${time(at, now())} and is revoked: ${detail}. Look what was done with it since, and make a new one.`,
      ),
    )
}
