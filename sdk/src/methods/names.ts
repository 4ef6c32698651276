import type { Kind } from './rules.ts'

/** What is known of a method when the program runs. */
export interface KnownMethod {
  /** `write` when a call changes something, so that it must not be repeated without knowing what became of the first. */
  readonly access: 'read' | 'write'
  readonly kind: Kind
}

/** What `*.search` finds (`PhabricatorSearchEngineAPIMethod`), with `+` when there is a `*.edit` for it too. */
const found = `
  almanac.binding+ almanac.device+ almanac.interface+ almanac.namespace+ almanac.network+ almanac.service+
  badge+ calendar.event+ countdown+ differential.changeset differential.diff differential.revision+
  diffusion.commit+ diffusion.repository+ drydock.authorization drydock.blueprint+ drydock.lease
  drydock.resource file harbormaster.artifact harbormaster.build+ harbormaster.buildable+
  harbormaster.buildplan+ harbormaster.log harbormaster.step+ harbormaster.target internal.commit
  legalpad.document legalpad.signature maniphest+ owners+ packages.package+ packages.publisher+
  packages.version+ paste+ phame.blog+ phame.post+ phriction.content phriction.document+ phurls+ portal+
  project+ project.column slowvote.poll user+`

/** What has an `*.edit` alone: `PhabricatorEditEngineAPIMethod`. */
const edited = 'conpherence dashboard.panel diffusion.uri macro'

/** What a phorge-conduit-gateway has beside the methods of the server behind it. */
const ofGateway = 'application+ token+'

/** All other methods that change nothing which anybody would miss. */
const reads: Readonly<Partial<Record<Kind, string>>> = {
  page: 'auth.querypublickeys edge.search harbormaster.querybuildables harbormaster.querybuilds transaction.search',
  list: `
    audit.query differential.getalldiffs differential.getcommitpaths differential.query diffusion.branchquery
    diffusion.commitparentsquery diffusion.findsymbols diffusion.getlintmessages diffusion.getrecentcommitsbypath
    diffusion.internal.ancestors diffusion.mergedcommitsquery diffusion.querypaths diffusion.refsquery
    diffusion.searchquery diffusion.tagsquery file.querychunks flag.query phriction.history remarkup.process
    repository.query token.given token.query user.query`,
  record: `
    conduit.query conpherence.querythread conpherence.querytransaction differential.getrevisioncomments
    differential.querydiffs diffusion.blame diffusion.lastmodifiedquery diffusion.resolverefs feed.query macro.query
    maniphest.gettasktransactions maniphest.query paste.query phid.lookup phid.query user.find
    conduit.getcapabilities conduit.getcertificate differential.getdiff differential.getrevision
    differential.parsecommitmessage diffusion.browsequery diffusion.diffquery diffusion.filecontentquery
    diffusion.historyquery diffusion.querycommits diffusion.rawdiffquery file.info maniphest.info
    maniphest.priority.search maniphest.querystatuses maniphest.status.search passphrase.query paste.info phid.info
    phrequent.tracking phriction.info project.query slowvote.info user.whoami`,
  text: `
    conduit.ping differential.getcommitmessage differential.getrawdiff diffusion.internal.gitrawdiffquery
    file.download`,
  flag: 'diffusion.existsquery',
}

/** All others. `harbormaster.queryautotargets` makes the targets that are not there. */
const writes: Readonly<Partial<Record<Kind, string>>> = {
  record: `
    application.propose conduit.connect conpherence.createthread differential.createcomment differential.creatediff
    differential.createinline differential.createrawdiff differential.createrevision differential.updaterevision
    file.allocate flag.edit harbormaster.createartifact harbormaster.queryautotargets macro.creatememe
    maniphest.createtask maniphest.update paste.create phriction.create phriction.edit project.create`,
  text: 'file.upload',
  flag: 'conpherence.updatethread',
  any: `
    auth.logout differential.close differential.setdiffproperty diffusion.looksoon diffusion.updatecoverage
    file.uploadchunk flag.delete harbormaster.sendmessage phrequent.pop phrequent.push token.give user.disable
    user.enable`,
}

/** Every method of a stock Phorge (master, August 2026), and the five of a gateway. */
export const knownMethods: ReadonlyMap<string, KnownMethod> = /* @__PURE__ */ listed()

function listed(): Map<string, KnownMethod> {
  const all = `${found} ${ofGateway}`
  return new Map([
    ...named(all.replaceAll('+', ''), '.search', { access: 'read', kind: 'found' }),
    ...named(`${edited} ${all.match(/\S+(?=\+)/g)?.join(' ')}`, '.edit', { access: 'write', kind: 'edit' }),
    ...ofKinds(reads, 'read'),
    ...ofKinds(writes, 'write'),
  ])
}

function named(names: string, suffix: string, known: KnownMethod): [string, KnownMethod][] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => [name + suffix, known])
}

function ofKinds(names: Readonly<Partial<Record<Kind, string>>>, access: 'read' | 'write') {
  return Object.entries(names).flatMap(([kind, names]) => named(names, '', { access, kind: kind as Kind }))
}
