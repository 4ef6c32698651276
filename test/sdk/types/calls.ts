import { conduit } from './conduit.ts'

/** One call that compiles and one that must not, of all other methods. */
export const calls = {
  'application.propose': [
    () =>
      conduit.application.propose({ name: 'Error viewer', redirectUris: ['https://errors.example.com/'] }),
    // @ts-expect-error
    () => conduit.application.propose({ name: 'Error viewer', kind: 'secret' }),
  ],
  'audit.query': [
    () => conduit.audit.query({ status: 'audit-status-open' }),
    // @ts-expect-error
    () => conduit.audit.query({ status: 'open' }),
  ],
  'auth.logout': [
    () => conduit.auth.logout(),
    // @ts-expect-error
    () => conduit.auth.logout({ now: true }),
  ],
  'auth.querypublickeys': [
    () => conduit.auth.querypublickeys({ objectPHIDs: ['PHID-USER-1'] }),
    // @ts-expect-error
    () => conduit.auth.querypublickeys({ objectPHIDs: 'PHID-USER-1' }),
  ],
  'conduit.connect': [
    () => conduit.conduit.connect({ client: 'x', clientVersion: 1 }),
    // @ts-expect-error
    () => conduit.conduit.connect({ client: 'x' }),
  ],
  'conduit.getcapabilities': [
    () => conduit.conduit.getcapabilities(),
    // @ts-expect-error
    () => conduit.conduit.getcapabilities({ all: true }),
  ],
  'conduit.getcertificate': [
    () => conduit.conduit.getcertificate({ host: 'x', token: 'x' }),
    // @ts-expect-error
    () => conduit.conduit.getcertificate({ host: 'x' }),
  ],
  'conduit.ping': [
    () => conduit.conduit.ping(),
    // @ts-expect-error
    () => conduit.conduit.ping({ host: 'x' }),
  ],
  'conduit.query': [
    () => conduit.conduit.query(),
    // @ts-expect-error
    () => conduit.conduit.query({ name: 'x' }),
  ],
  'conpherence.createthread': [
    () => conduit.conpherence.createthread({ title: 'x', participantPHIDs: ['PHID-USER-1'] }),
    // @ts-expect-error
    () => conduit.conpherence.createthread({ title: 'x' }),
  ],
  'conpherence.querythread': [
    () => conduit.conpherence.querythread({ ids: [1] }),
    // @ts-expect-error
    () => conduit.conpherence.querythread({ ids: 1 }),
  ],
  'conpherence.querytransaction': [
    () => conduit.conpherence.querytransaction({ roomID: 1 }),
    // @ts-expect-error
    () => conduit.conpherence.querytransaction({ room: 1 }),
  ],
  'conpherence.updatethread': [
    () => conduit.conpherence.updatethread({ id: 1, message: 'x' }),
    // @ts-expect-error
    () => conduit.conpherence.updatethread({ id: '1', message: 'x' }),
  ],
  'differential.close': [
    () => conduit.differential.close({ revisionID: 1 }),
    // @ts-expect-error
    () => conduit.differential.close({ revision_id: 1 }),
  ],
  'differential.createcomment': [
    () => conduit.differential.createcomment({ revision_id: 1, action: 'accept' }),
    // @ts-expect-error
    () => conduit.differential.createcomment({ revision_id: 1, action: 'close' }),
  ],
  'differential.creatediff': [
    () => conduit.differential.creatediff({ changes: [], sourcePath: '/' }),
    // @ts-expect-error
    () => conduit.differential.creatediff({ changes: [] }),
  ],
  'differential.createinline': [
    () => conduit.differential.createinline({ filePath: 'x', isNewFile: true, lineNumber: 1, content: 'x' }),
    // @ts-expect-error
    () => conduit.differential.createinline({ filePath: 'x', content: 'x' }),
  ],
  'differential.createrawdiff': [
    () => conduit.differential.createrawdiff({ diff: 'x' }),
    // @ts-expect-error
    () => conduit.differential.createrawdiff({}),
  ],
  'differential.createrevision': [
    () => conduit.differential.createrevision({ diffid: 1, fields: {} }),
    // @ts-expect-error
    () => conduit.differential.createrevision({ diffid: 1 }),
  ],
  'differential.getalldiffs': [
    () => conduit.differential.getalldiffs({ revision_ids: [1] }),
    // @ts-expect-error
    () => conduit.differential.getalldiffs({ revision_ids: 1 }),
  ],
  'differential.getcommitmessage': [
    () => conduit.differential.getcommitmessage({ revision_id: 1, edit: 'edit' }),
    // @ts-expect-error
    () => conduit.differential.getcommitmessage({ edit: 'change' }),
  ],
  'differential.getcommitpaths': [
    () => conduit.differential.getcommitpaths({ revision_id: 1 }),
    // @ts-expect-error
    () => conduit.differential.getcommitpaths({ revisionID: 1 }),
  ],
  'differential.getdiff': [
    () => conduit.differential.getdiff({ diff_id: 1 }),
    // @ts-expect-error
    () => conduit.differential.getdiff({ diffID: 1 }),
  ],
  'differential.getrawdiff': [
    () => conduit.differential.getrawdiff({ diffID: 1 }),
    // @ts-expect-error
    () => conduit.differential.getrawdiff({ diff_id: 1 }),
  ],
  'differential.getrevision': [
    () => conduit.differential.getrevision({ revision_id: 1 }),
    // @ts-expect-error
    () => conduit.differential.getrevision({ id: 1 }),
  ],
  'differential.getrevisioncomments': [
    () => conduit.differential.getrevisioncomments({ ids: [1] }),
    // @ts-expect-error
    () => conduit.differential.getrevisioncomments({}),
  ],
  'differential.parsecommitmessage': [
    () => conduit.differential.parsecommitmessage({ corpus: 'x', partial: true }),
    // @ts-expect-error
    () => conduit.differential.parsecommitmessage({ message: 'x' }),
  ],
  'differential.query': [
    () => conduit.differential.query({ status: 'status-open' }),
    // @ts-expect-error
    () => conduit.differential.query({ status: 'open' }),
  ],
  'differential.querydiffs': [
    () => conduit.differential.querydiffs({ revisionIDs: [1] }),
    // @ts-expect-error
    () => conduit.differential.querydiffs({ revisionIDs: ['D1'] }),
  ],
  'differential.setdiffproperty': [
    () => conduit.differential.setdiffproperty({ diff_id: 1, name: 'x', data: '{}' }),
    // @ts-expect-error
    () => conduit.differential.setdiffproperty({ diff_id: 1, name: 'x', data: {} }),
  ],
  'differential.updaterevision': [
    () => conduit.differential.updaterevision({ id: 1, diffid: 2, fields: {}, message: 'x' }),
    // @ts-expect-error
    () => conduit.differential.updaterevision({ id: 1, diffid: 2 }),
  ],
  'diffusion.blame': [
    () => conduit.diffusion.blame({ repository: 'R1', commit: 'master', paths: ['x'] }),
    // @ts-expect-error
    () => conduit.diffusion.blame({ repository: 'R1', commit: 'master' }),
  ],
  'diffusion.branchquery': [
    () => conduit.diffusion.branchquery({ repository: 'R1', contains: 'abc' }),
    // @ts-expect-error
    () => conduit.diffusion.branchquery({ repository: 1 }),
  ],
  'diffusion.browsequery': [
    () => conduit.diffusion.browsequery({ repository: 'R1', path: 'src/' }),
    // @ts-expect-error
    () => conduit.diffusion.browsequery({ repository: 'R1', paths: ['src/'] }),
  ],
  'diffusion.commitparentsquery': [
    () => conduit.diffusion.commitparentsquery({ repository: 'R1', commit: 'master' }),
    // @ts-expect-error
    () => conduit.diffusion.commitparentsquery({ repository: 'R1' }),
  ],
  'diffusion.diffquery': [
    () => conduit.diffusion.diffquery({ repository: 'R1', path: 'x' }),
    // @ts-expect-error
    () => conduit.diffusion.diffquery({ repository: 'R1' }),
  ],
  'diffusion.existsquery': [
    () => conduit.diffusion.existsquery({ repository: 'R1', commit: 'master' }),
    // @ts-expect-error
    () => conduit.diffusion.existsquery({}),
  ],
  'diffusion.filecontentquery': [
    () => conduit.diffusion.filecontentquery({ repository: 'R1', commit: 'master', path: 'x' }),
    // @ts-expect-error
    () => conduit.diffusion.filecontentquery({ repository: 'R1', commit: 'master' }),
  ],
  'diffusion.findsymbols': [
    () => conduit.diffusion.findsymbols({ namePrefix: 'x' }),
    // @ts-expect-error
    () => conduit.diffusion.findsymbols({ prefix: 'x' }),
  ],
  'diffusion.getlintmessages': [
    () => conduit.diffusion.getlintmessages({ repositoryPHID: 'PHID-REPO-1', branch: 'x', files: [] }),
    // @ts-expect-error
    () => conduit.diffusion.getlintmessages({ branch: 'x', files: [] }),
  ],
  'diffusion.getrecentcommitsbypath': [
    () => conduit.diffusion.getrecentcommitsbypath({ callsign: 'R', path: 'x' }),
    // @ts-expect-error
    () => conduit.diffusion.getrecentcommitsbypath({ path: 'x' }),
  ],
  'diffusion.historyquery': [
    () => conduit.diffusion.historyquery({ repository: 'R1', commit: 'x', path: '', limit: 1 }),
    // @ts-expect-error
    () => conduit.diffusion.historyquery({ repository: 'R1', commit: 'master' }),
  ],
  'diffusion.internal.ancestors': [
    () => conduit.diffusion.internal.ancestors({ repository: 'R1', ref: 'x', commits: [] }),
    // @ts-expect-error
    () => conduit.diffusion.internal.ancestors({ repository: 'R1', commit: 'master' }),
  ],
  'diffusion.internal.gitrawdiffquery': [
    () => conduit.diffusion.internal.gitrawdiffquery({ repository: 'R1', commit: 'master' }),
    // @ts-expect-error
    () => conduit.diffusion.internal.gitrawdiffquery({ repository: 'R1' }),
  ],
  'diffusion.lastmodifiedquery': [
    () => conduit.diffusion.lastmodifiedquery({ repository: 'R1', paths: { x: 'master' } }),
    // @ts-expect-error
    () => conduit.diffusion.lastmodifiedquery({ repository: 'R1', paths: ['x'] }),
  ],
  'diffusion.looksoon': [
    () => conduit.diffusion.looksoon({ repositories: ['R1'] }),
    // @ts-expect-error
    () => conduit.diffusion.looksoon({ repository: 'R1' }),
  ],
  'diffusion.mergedcommitsquery': [
    () => conduit.diffusion.mergedcommitsquery({ repository: 'R1', commit: 'master' }),
    // @ts-expect-error
    () => conduit.diffusion.mergedcommitsquery({ repository: 'R1' }),
  ],
  'diffusion.querycommits': [
    () => conduit.diffusion.querycommits({ names: ['rR1'], needMessages: true }),
    // @ts-expect-error
    () => conduit.diffusion.querycommits({ name: 'rR1' }),
  ],
  'diffusion.querypaths': [
    () => conduit.diffusion.querypaths({ repository: 'R1', commit: 'x', path: '' }),
    // @ts-expect-error
    () => conduit.diffusion.querypaths({ repository: 'R1', commit: 'master' }),
  ],
  'diffusion.rawdiffquery': [
    () => conduit.diffusion.rawdiffquery({ repository: 'R1', commit: 'master' }),
    // @ts-expect-error
    () => conduit.diffusion.rawdiffquery({ repository: 'R1' }),
  ],
  'diffusion.refsquery': [
    () => conduit.diffusion.refsquery({ repository: 'R1', commit: 'master' }),
    // @ts-expect-error
    () => conduit.diffusion.refsquery({ repository: 'R1' }),
  ],
  'diffusion.resolverefs': [
    () => conduit.diffusion.resolverefs({ repository: 'R1', refs: ['master'] }),
    // @ts-expect-error
    () => conduit.diffusion.resolverefs({ repository: 'R1', ref: 'master' }),
  ],
  'diffusion.searchquery': [
    () => conduit.diffusion.searchquery({ repository: 'R1', path: '', grep: 'x' }),
    // @ts-expect-error
    () => conduit.diffusion.searchquery({ repository: 'R1', grep: 'x' }),
  ],
  'diffusion.tagsquery': [
    () => conduit.diffusion.tagsquery({ repository: 'R1', names: ['v1'] }),
    // @ts-expect-error
    () => conduit.diffusion.tagsquery({ repository: 'R1', names: 'v1' }),
  ],
  'diffusion.updatecoverage': [
    () =>
      conduit.diffusion.updatecoverage({
        repositoryPHID: 'PHID-REPO-1',
        branch: 'x',
        commit: 'x',
        coverage: {},
      }),
    // @ts-expect-error
    () => conduit.diffusion.updatecoverage({ branch: 'x', coverage: {} }),
  ],
  'edge.search': [
    () => conduit.edge.search({ sourcePHIDs: ['PHID-TASK-1'], types: ['task.subtask'] }),
    // @ts-expect-error
    () => conduit.edge.search({ sourcePHIDs: ['PHID-TASK-1'], types: ['subtask'] }),
  ],
  'feed.query': [
    () => conduit.feed.query({ view: 'text' }),
    // @ts-expect-error
    () => conduit.feed.query({ view: 'json' }),
  ],
  'file.allocate': [
    () => conduit.file.allocate({ name: 'x', contentLength: 1 }),
    // @ts-expect-error
    () => conduit.file.allocate({ name: 'x' }),
  ],
  'file.download': [
    () => conduit.file.download({ phid: 'PHID-FILE-1' }),
    // @ts-expect-error
    () => conduit.file.download({ phid: 'F1' }),
  ],
  'file.info': [
    () => conduit.file.info({ id: 1 }),
    // @ts-expect-error
    () => conduit.file.info({ name: 'x' }),
  ],
  'file.querychunks': [
    () => conduit.file.querychunks({ filePHID: 'PHID-FILE-1' }),
    // @ts-expect-error
    () => conduit.file.querychunks({ phid: 'PHID-FILE-1' }),
  ],
  'file.upload': [
    () => conduit.file.upload({ data_base64: '' }),
    // @ts-expect-error
    () => conduit.file.upload({ data: '' }),
  ],
  'file.uploadchunk': [
    () =>
      conduit.file.uploadchunk({ filePHID: 'PHID-FILE-1', byteStart: 0, data: '', dataEncoding: 'base64' }),
    // @ts-expect-error
    () => conduit.file.uploadchunk({ filePHID: 'PHID-FILE-1', data: '' }),
  ],
  'flag.delete': [
    () => conduit.flag.delete({ objectPHID: 'PHID-TASK-1' }),
    // @ts-expect-error
    () => conduit.flag.delete({ objectPHID: 'T1' }),
  ],
  'flag.edit': [
    () => conduit.flag.edit({ objectPHID: 'PHID-TASK-1', color: 1 }),
    // @ts-expect-error
    () => conduit.flag.edit({ objectPHID: 'PHID-TASK-1', color: 'red' }),
  ],
  'flag.query': [
    () => conduit.flag.query({ types: ['TASK'] }),
    // @ts-expect-error
    () => conduit.flag.query({ type: 'TASK' }),
  ],
  'harbormaster.createartifact': [
    () =>
      conduit.harbormaster.createartifact({
        buildTargetPHID: 'PHID-HMBT-1',
        artifactKey: 'x',
        artifactType: 'uri',
        artifactData: {},
      }),
    // @ts-expect-error
    () => conduit.harbormaster.createartifact({ artifactKey: 'x' }),
  ],
  'harbormaster.queryautotargets': [
    () => conduit.harbormaster.queryautotargets({ objectPHID: 'PHID-DIFF-1', targetKeys: [] }),
    // @ts-expect-error
    () => conduit.harbormaster.queryautotargets({ objectPHID: 'PHID-DIFF-1' }),
  ],
  'harbormaster.querybuildables': [
    () => conduit.harbormaster.querybuildables({ manualBuildables: true }),
    // @ts-expect-error
    () => conduit.harbormaster.querybuildables({ manual: true }),
  ],
  'harbormaster.querybuilds': [
    () => conduit.harbormaster.querybuilds({ buildStatuses: ['passed'] }),
    // @ts-expect-error
    () => conduit.harbormaster.querybuilds({ statuses: ['passed'] }),
  ],
  'harbormaster.sendmessage': [
    () => conduit.harbormaster.sendmessage({ receiver: 'PHID-HMBT-1', type: 'pass' }),
    // @ts-expect-error
    () => conduit.harbormaster.sendmessage({ receiver: 'PHID-HMBT-1', type: 'passed' }),
  ],
  'macro.creatememe': [
    () => conduit.macro.creatememe({ macroName: 'x' }),
    // @ts-expect-error
    () => conduit.macro.creatememe({ name: 'x' }),
  ],
  'macro.query': [
    () => conduit.macro.query({ nameLike: 'x' }),
    // @ts-expect-error
    () => conduit.macro.query({ name: 'x' }),
  ],
  'maniphest.createtask': [
    () => conduit.maniphest.createtask({ title: 'x' }),
    // @ts-expect-error
    () => conduit.maniphest.createtask({ title: 'x', priority: 'high' }),
  ],
  'maniphest.gettasktransactions': [
    () => conduit.maniphest.gettasktransactions({ ids: [1] }),
    // @ts-expect-error
    () => conduit.maniphest.gettasktransactions({ ids: ['T1'] }),
  ],
  'maniphest.info': [
    () => conduit.maniphest.info({ task_id: 1 }),
    // @ts-expect-error
    () => conduit.maniphest.info({ id: 1 }),
  ],
  'maniphest.priority.search': [
    () => conduit.maniphest.priority.search(),
    // @ts-expect-error
    () => conduit.maniphest.priority.search({ limit: 1 }),
  ],
  'maniphest.query': [
    () => conduit.maniphest.query({ status: 'status-open' }),
    // @ts-expect-error
    () => conduit.maniphest.query({ status: 'open' }),
  ],
  'maniphest.querystatuses': [
    () => conduit.maniphest.querystatuses(),
    // @ts-expect-error
    () => conduit.maniphest.querystatuses({ limit: 1 }),
  ],
  'maniphest.status.search': [
    () => conduit.maniphest.status.search(),
    // @ts-expect-error
    () => conduit.maniphest.status.search({ constraints: {} }),
  ],
  'maniphest.update': [
    () => conduit.maniphest.update({ id: 1, status: 'resolved' }),
    // @ts-expect-error
    () => conduit.maniphest.update({ id: 'T1', status: 'resolved' }),
  ],
  'passphrase.query': [
    () => conduit.passphrase.query({ needPublicKeys: true }),
    // @ts-expect-error
    () => conduit.passphrase.query({ needKeys: true }),
  ],
  'paste.create': [
    () => conduit.paste.create({ content: 'x' }),
    // @ts-expect-error
    () => conduit.paste.create({ title: 'x' }),
  ],
  'paste.info': [
    () => conduit.paste.info({ paste_id: 1 }),
    // @ts-expect-error
    () => conduit.paste.info({ id: 1 }),
  ],
  'paste.query': [
    () => conduit.paste.query({ ids: [1] }),
    // @ts-expect-error
    () => conduit.paste.query({ ids: ['P1'] }),
  ],
  'phid.info': [
    () => conduit.phid.info({ phid: 'PHID-TASK-1' }),
    // @ts-expect-error
    () => conduit.phid.info({ phid: 'T1' }),
  ],
  'phid.lookup': [
    () => conduit.phid.lookup({ names: ['T1'] }),
    // @ts-expect-error
    () => conduit.phid.lookup({ names: 'T1' }),
  ],
  'phid.query': [
    () => conduit.phid.query({ phids: ['PHID-TASK-1'] }),
    // @ts-expect-error
    () => conduit.phid.query({ phids: ['T1'] }),
  ],
  'phrequent.pop': [
    () => conduit.phrequent.pop({ note: 'x' }),
    // @ts-expect-error
    () => conduit.phrequent.pop({ objectPHID: 'T1' }),
  ],
  'phrequent.push': [
    () => conduit.phrequent.push({ objectPHID: 'PHID-TASK-1' }),
    // @ts-expect-error
    () => conduit.phrequent.push({}),
  ],
  'phrequent.tracking': [
    () => conduit.phrequent.tracking(),
    // @ts-expect-error
    () => conduit.phrequent.tracking({ limit: 1 }),
  ],
  'phriction.create': [
    () => conduit.phriction.create({ slug: 'x/', title: 'x', content: 'x' }),
    // @ts-expect-error
    () => conduit.phriction.create({ slug: 'x/', title: 'x' }),
  ],
  'phriction.edit': [
    () => conduit.phriction.edit({ slug: 'x/', content: 'x' }),
    // @ts-expect-error
    () => conduit.phriction.edit({ content: 'x' }),
  ],
  'phriction.history': [
    () => conduit.phriction.history({ slug: 'x/' }),
    // @ts-expect-error
    () => conduit.phriction.history({ path: 'x/' }),
  ],
  'phriction.info': [
    () => conduit.phriction.info({ slug: 'x/' }),
    // @ts-expect-error
    () => conduit.phriction.info({}),
  ],
  'project.create': [
    () => conduit.project.create({ name: 'x' }),
    // @ts-expect-error
    () => conduit.project.create({ title: 'x' }),
  ],
  'project.query': [
    () => conduit.project.query({ status: 'status-open' }),
    // @ts-expect-error
    () => conduit.project.query({ status: 'open' }),
  ],
  'remarkup.process': [
    () => conduit.remarkup.process({ context: 'feed', contents: ['x'] }),
    // @ts-expect-error
    () => conduit.remarkup.process({ context: 'chat', contents: ['x'] }),
  ],
  'repository.query': [
    () => conduit.repository.query({ vcsTypes: ['git'] }),
    // @ts-expect-error
    () => conduit.repository.query({ vcsTypes: ['cvs'] }),
  ],
  'slowvote.info': [
    () => conduit.slowvote.info({ poll_id: 1 }),
    // @ts-expect-error
    () => conduit.slowvote.info({ id: 1 }),
  ],
  'token.give': [
    () => conduit.token.give({ objectPHID: 'PHID-TASK-1', tokenPHID: null }),
    // @ts-expect-error
    () => conduit.token.give({ tokenPHID: null }),
  ],
  'token.given': [
    () => conduit.token.given({ objectPHIDs: ['PHID-TASK-1'] }),
    // @ts-expect-error
    () => conduit.token.given({ objectPHIDs: ['T1'] }),
  ],
  'token.query': [
    () => conduit.token.query(),
    // @ts-expect-error
    () => conduit.token.query({ limit: 1 }),
  ],
  'transaction.search': [
    () => conduit.transaction.search({ objectIdentifier: 'T1' }),
    // @ts-expect-error
    () => conduit.transaction.search({ objectIdentifier: 1 }),
  ],
  'user.disable': [
    () => conduit.user.disable({ phids: ['PHID-USER-1'] }),
    // @ts-expect-error
    () => conduit.user.disable({ phids: ['angie'] }),
  ],
  'user.enable': [
    () => conduit.user.enable({ phids: ['PHID-USER-1'] }),
    // @ts-expect-error
    () => conduit.user.enable({}),
  ],
  'user.find': [
    () => conduit.user.find({ aliases: ['angie'] }),
    // @ts-expect-error
    () => conduit.user.find({ names: ['angie'] }),
  ],
  'user.query': [
    () => conduit.user.query({ usernames: ['angie'] }),
    // @ts-expect-error
    () => conduit.user.query({ username: 'angie' }),
  ],
  'user.whoami': [
    () => conduit.user.whoami(),
    // @ts-expect-error
    () => conduit.user.whoami({ id: 1 }),
  ],
}
