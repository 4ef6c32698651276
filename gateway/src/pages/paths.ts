/**
 * Where the gateway's own pages begin. Phorge has no route that begins so: behind one host name a web server sends
 * `/gateway/` here and what it does not know to Phorge, whose `/settings/` and `/applications/` stay its own.
 */
export const PAGES = '/gateway'

/** The addresses of the pages; those below one start with it. */
export const paths = {
  home: `${PAGES}/`,
  signIn: `${PAGES}/sign-in`,
  /** Where Phorge's OAuth server sends people back to. */
  phorgeSignIn: `${PAGES}/sign-in/phorge`,
  signOut: `${PAGES}/sign-out`,
  myApplications: `${PAGES}/settings/applications/`,
  /** Applications that somebody proposed themself. */
  myProposals: `${PAGES}/settings/my-proposals/`,
  /** What everybody accepts who proposes an application. */
  terms: `${PAGES}/terms/`,
  apiTokens: `${PAGES}/settings/tokens/`,
  secondFactor: `${PAGES}/settings/second-factor/`,
  /** What applications and tokens did in one's own name. */
  myCalls: `${PAGES}/settings/calls/`,
  tokensOfOthers: `${PAGES}/admin/tokens/`,
  phorgeToken: `${PAGES}/settings/phorge-token/`,
  applications: `${PAGES}/admin/applications/`,
  proposals: `${PAGES}/admin/proposals/`,
  approvalRules: `${PAGES}/admin/approval-rules/`,
  editTerms: `${PAGES}/admin/terms/`,
  rules: `${PAGES}/admin/rules/`,
  newMethods: `${PAGES}/admin/methods/`,
  secondFactorMethods: `${PAGES}/admin/second-factor/`,
  calls: `${PAGES}/admin/calls/`,
  securityLog: `${PAGES}/admin/security-log/`,
} as const
