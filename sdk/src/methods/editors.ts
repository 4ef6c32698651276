/**
 * The editors of Phorge, by what they change, and which transactions they take besides `mfa`, which all take, and
 * `custom.…`, which differ from one server to the next. `projects.*` stands for `.add`, `.remove` and `.set`.
 */
export const editors = {
  'almanac.binding': 'service interface disabled property.set property.delete',
  'almanac.device': 'name status property.set property.delete projects.* view edit',
  'almanac.interface': 'device network address port',
  'almanac.namespace': 'name projects.* view edit',
  'almanac.network': 'name view edit',
  'almanac.service': 'name type property.set property.delete projects.* view edit',
  badge: 'name flavor icon quality description award revoke subscribers.* edit comment',
  'calendar.event':
    'name isAllDay start end cancelled hostPHID inviteePHIDs description icon isRecurring frequency until projects.* subscribers.* view edit space comment',
  conpherence: 'name topic participants.* view edit comment',
  countdown: 'name epoch description projects.* subscribers.* view edit space comment',
  'dashboard.panel': 'name text view edit',
  'differential.revision':
    'update title author summary testPlan reviewers.* repositoryPHID tasks.* parents.* children.* plan-changes request-review close reopen abandon accept reclaim reject commandeer resign draft phabricator:auditors projects.* subscribers.* view edit comment',
  'diffusion.commit': 'auditors.* accept concern verify resign projects.* subscribers.* comment',
  'diffusion.repository':
    'vcs name callsign shortName description encoding allowDangerousChanges allowEnormousChanges status defaultBranch fetchRefs permanentRefs trackOnly importOnly stagingAreaURI automationBlueprintPHIDs symbolLanguages symbolRepositoryPHIDs publish filesizeLimit copyTimeLimit touchLimit policy.push projects.* view edit space',
  'diffusion.uri': 'repository uri io display credential disable',
  'drydock.blueprint': 'type name projects.* view edit',
  'harbormaster.build': '',
  'harbormaster.buildable': '',
  'harbormaster.buildplan':
    'name behavior.hold-drafts behavior.arc-land behavior.buildable behavior.restartable behavior.runnable projects.* subscribers.* view edit',
  'harbormaster.step': '',
  macro: 'name filePHID subscribers.* comment',
  maniphest:
    'parent column title owner status priority description parents.* subtasks.* commits.* points subtype projects.* subscribers.* view edit space comment',
  owners: 'name owners dominion authority autoReview auditing description status ignored paths.set view edit',
  'packages.package': 'name projects.* subscribers.* view edit',
  'packages.publisher': 'name projects.* subscribers.* edit',
  'packages.version': 'projects.* subscribers.*',
  paste: 'title language text status projects.* subscribers.* view edit space comment',
  'phame.blog':
    'name subtitle description domainFullURI parentSite parentDomain status interact projects.* subscribers.* view edit',
  'phame.post': 'blog title subtitle visibility body interact projects.* subscribers.* comment',
  'phriction.document': 'projects.* subscribers.* view edit space comment',
  phurls: 'name url alias description projects.* subscribers.* view edit space comment',
  portal: 'name projects.* view edit',
  project: 'parent milestone name description icon color slugs members.* join subtype view edit space',
  user: 'disabled approved realName title icon blurb',
} as const

/** The editors of a phorge-conduit-gateway. They make nothing new, and take no other types. */
export const gatewayEditors = {
  application:
    'name version description redirectUris callbackIsPrefix origins grantTypes methods contact addressRanges stage',
  token: 'name expires addresses methods revoke',
} as const

/** The transaction types in such a list. */
export type Listed<Text extends string> = Text extends `${infer First} ${infer Rest}`
  ? Expanded<First> | Listed<Rest>
  : Expanded<Text>

type Expanded<Word extends string> = Word extends `${infer List}.*` ? `${List}.${Operation}` : Word

type Operation = 'add' | 'remove' | 'set'

/** The types that an editor of a stock Phorge or of a gateway takes; `undefined` for other methods. */
export function transactionTypesOf(method: string): readonly string[] | undefined {
  const name = method.replace(/\.edit$/, '')
  if (isOfGateway(method)) return gatewayEditors[name as keyof typeof gatewayEditors].split(' ')
  if (name === method || !Object.hasOwn(editors, name)) return undefined
  const words = editors[name as keyof typeof editors].split(' ').filter((word) => word !== '')
  return [...words.flatMap(expanded), 'mfa']
}

/** Whether it edits what is there, and never makes something new. */
export function isOfGateway(method: string): boolean {
  return method === 'application.edit' || method === 'token.edit'
}

function expanded(word: string): string[] {
  if (!word.endsWith('.*')) return [word]
  const operations: Operation[] = ['add', 'remove', 'set']
  return operations.map((operation) => word.replace('*', operation))
}
