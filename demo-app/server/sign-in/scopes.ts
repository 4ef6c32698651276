/** What the error viewer asks a user for: each is used by a button on the page. */
export const wantedScopes: readonly string[] = [
  'maniphest.search',
  'maniphest.edit:create',
  'maniphest.edit:status',
  'maniphest.edit:comment',
  'project.search',
]

/** The wanted scopes that are not covered. `granted` is `undefined` where the server has no scopes. */
export function missingScopes(granted: readonly string[] | undefined): string[] {
  if (!granted) return []
  const covers = (scope: string) => granted.includes(scope) || granted.includes(scope.split(':')[0] ?? scope)
  return wantedScopes.filter((scope) => !covers(scope))
}
