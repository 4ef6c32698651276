import type { Application } from './applications.ts'

/** Under what an application's history is kept: its PHID, or its client identifier where it has none yet. */
export function objectPhidOf(application: Application & { readonly phid?: string }): string {
  return application.phid ?? application.clientId
}
