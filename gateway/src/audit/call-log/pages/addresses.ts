import { paths } from '../../../pages/paths.ts'

/** Where somebody sees what an application did in their name. */
export function callsOfGrant(grantId: string): string {
  return `${paths.myApplications}${encodeURIComponent(grantId)}/calls`
}

/** Where somebody sees what was done with one of their API tokens. @param id its number, as the call log names it */
export function callsOfToken(id: number | string): string {
  return `${paths.apiTokens}${encodeURIComponent(id)}/calls`
}
