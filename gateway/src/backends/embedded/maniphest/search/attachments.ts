import { edgeType } from '../edges.ts'
import type { ReadyTask } from './tasks.ts'

export const attachmentNames = ['columns', 'subscribers', 'projects', 'dependsOn', 'dependedOnBy'] as const
export type AttachmentName = (typeof attachmentNames)[number]

/** The attachments of a task that were asked for. `viewer` is the PHID of who asks. */
export function attachmentsOf(
  { edges, boards }: ReadyTask,
  wanted: ReadonlySet<AttachmentName>,
  viewer: string,
): Record<string, unknown> {
  const attachments: Record<string, unknown> = {}
  if (wanted.has('subscribers')) {
    const subscriberPHIDs = edges[edgeType.subscriber] ?? []
    attachments.subscribers = {
      subscriberPHIDs,
      subscriberCount: subscriberPHIDs.length,
      viewerIsSubscribed: subscriberPHIDs.includes(viewer),
    }
  }
  if (wanted.has('projects')) attachments.projects = { projectPHIDs: edges[edgeType.project] ?? [] }
  if (wanted.has('dependsOn')) attachments.dependsOn = { taskPHIDs: edges[edgeType.subtask] ?? [] }
  if (wanted.has('dependedOnBy')) attachments.dependedOnBy = { taskPHIDs: edges[edgeType.parent] ?? [] }
  if (wanted.has('columns')) {
    // An empty map is a list on the wire: PHP knows no difference.
    attachments.columns = { boards: Object.keys(boards).length > 0 ? boards : [] }
  }
  return attachments
}
