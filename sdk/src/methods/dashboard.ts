import type { Change, MfaChange, PolicyChange } from './changes.ts'
import type { EditMethod } from './method.ts'

/** `PhabricatorDashboardPanelEditEngine`. `text` is for text panels. */
export type DashboardPanelTransaction = Change<'name' | 'text', string> | PolicyChange | MfaChange

/** The methods of Dashboard. */
export interface DashboardMethods {
  readonly panel: {
    /** Changes a panel of dashboards. */
    readonly edit: EditMethod<'DSHP', DashboardPanelTransaction>
  }
}
