import type { Gateway } from '../gateway.ts'
import { fromRow } from './application.ts'
import { updateApplication } from './applications.ts'
import { changeApplication } from './changes.ts'
import { IDLE_TIME } from './stages.ts'

/** Gives up the proposals that nobody touched for 30 days. */
export async function expireProposals(gateway: Gateway): Promise<void> {
  const rows = await gateway.database
    .selectFrom('applications')
    .selectAll()
    .where('stage', '=', 'proposed')
    .where('updated_at', '<=', gateway.now() - IDLE_TIME)
    .execute()
  for (const application of rows.map(fromRow)) {
    await changeApplication(gateway, {
      seen: application,
      entries: [{ type: 'stage', old: 'proposed', new: 'expired' }],
      event: { kind: 'application-expired', detail: `${application.name} ${application.version}` },
      author: { phid: undefined },
      reason: 'Nobody touched it for 30 days.',
      perform: (inside) => updateApplication(inside, application.clientId, { stage: 'expired' }),
    })
  }
}
