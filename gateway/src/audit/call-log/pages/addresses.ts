import { paths } from '../../../pages/paths.ts'

/** Where somebody sees what an application did in their name. */
export function callsOfGrant(grantId: string): string {
  return `${paths.myApplications}${encodeURIComponent(grantId)}/calls`
}

/** Where somebody sees what was done with one of their API tokens. @param phid `PHID-CTKN-…` */
export function callsOfToken(phid: string): string {
  return `${paths.apiTokens}${phid}/calls`
}
