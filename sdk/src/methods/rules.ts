/**
 * What a client must know of a method when it runs, by the method's name. `names.ts` has the same as a table of every
 * method of a stock Phorge, which weighs more than a client should; a test holds the one against the other.
 */

/** What a method answers, as far as all methods of a kind have it in common. */
export type Kind = 'found' | 'page' | 'edit' | 'list' | 'record' | 'text' | 'flag' | 'any'

/** The applications of a stock Phorge, and `application` of a gateway. What a method of another answers is for its author to know. */
const APPLICATIONS =
  /^(almanac|application|audit|auth|badge|calendar|conduit|conpherence|countdown|dashboard|differential|diffusion|drydock|edge|feed|file|flag|harbormaster|internal|legalpad|macro|maniphest|owners|packages|passphrase|paste|phame|phid|phrequent|phriction|phurls|portal|project|remarkup|repository|slowvote|token|transaction|user)\./

/** Pages of something else than objects with an identifier and fields. */
const PAGES = /^(edge\.search|transaction\.search|auth\.querypublickeys|harbormaster\.querybuild(able)?s)$/

/** Answers all at once, though its name says otherwise. */
const WITHOUT_PAGES = /^maniphest\.(status|priority)\.search$/

const LISTS =
  /^((audit|flag|repository|token|user|differential)\.query|token\.given|file\.querychunks|phriction\.history|remarkup\.process|differential\.get(alldiffs|commitpaths)|diffusion\.((branch|commitparents|mergedcommits|refs|search|tags)query|querypaths|findsymbols|getlintmessages|getrecentcommitsbypath|internal\.ancestors))$/

const RECORDS =
  /^(application\.propose|conduit\.(query|connect|get\w+)|conpherence\.(query\w+|createthread)|differential\.(querydiffs|getdiff|getrevision\w*|parsecommitmessage|create\w+|updaterevision)|diffusion\.((lastmodified|browse|diff|filecontent|history|rawdiff)query|querycommits|blame|resolverefs)|feed\.query|file\.(info|allocate)|flag\.edit|harbormaster\.(createartifact|queryautotargets)|macro\.(query|creatememe)|maniphest\.(gettasktransactions|query|querystatuses|info|createtask|update|(status|priority)\.search)|passphrase\.query|paste\.(query|info|create)|phid\.(query|info|lookup)|phrequent\.tracking|phriction\.(info|create|edit)|project\.(query|create)|slowvote\.info|user\.(find|whoami))$/

const TEXTS =
  /^(conduit\.ping|differential\.get(commitmessage|rawdiff)|diffusion\.internal\.gitrawdiffquery|file\.(down|up)load)$/

const FLAGS = /^(diffusion\.existsquery|conpherence\.updatethread)$/

/** How those are named whose answer is known and that change something. `queryautotargets` makes the targets that are not there. */
const WRITES = /\.(edit|propose|connect|allocate|upload|create\w*|update\w*|queryautotargets)$/

/** Answered to anybody. No token is sent to them. */
const UNAUTHENTICATED = /^conduit\.(connect|getcapabilities|getcertificate|ping)$/

/** What a method answers; `any` for one that this package does not know. */
export function kindOf(method: string): Kind {
  if (!APPLICATIONS.test(method)) return 'any'
  if (isPaged(method)) return PAGES.test(method) ? 'page' : 'found'
  if (isEditMethod(method)) return 'edit'
  if (RECORDS.test(method)) return 'record'
  if (LISTS.test(method)) return 'list'
  if (TEXTS.test(method)) return 'text'
  return FLAGS.test(method) ? 'flag' : 'any'
}

/** Whether the answer is a page, with a cursor to the next. */
export function isPaged(method: string): boolean {
  return (method.endsWith('.search') && !WITHOUT_PAGES.test(method)) || PAGES.test(method)
}

/** Not every `*.edit` applies transactions to an object: `flag.edit` and `phriction.edit` are older than that. */
export function isEditMethod(method: string): boolean {
  return method.endsWith('.edit') && !/^(flag|phriction)\.edit$/.test(method)
}

/** A method that this package does not know may change something, unless its name says otherwise. */
export function accessOf(method: string): 'read' | 'write' {
  if (/\.(search|query|info|lookup)$/.test(method)) return 'read'
  return kindOf(method) === 'any' || WRITES.test(method) ? 'write' : 'read'
}

/** Whether the server asks who calls. */
export function needsAuthentication(method: string): boolean {
  return !UNAUTHENTICATED.test(method)
}
