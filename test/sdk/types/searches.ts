import { conduit } from './conduit.ts'

/** One search that compiles and one that must not. */
export const searches = {
  'almanac.binding.search': [
    () => conduit.almanac.binding.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.almanac.binding.search({ constraints: { id: 1 } }),
  ],
  'almanac.device.search': [
    () => conduit.almanac.device.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.almanac.device.search({ constraints: { id: 1 } }),
  ],
  'almanac.interface.search': [
    () => conduit.almanac.interface.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.almanac.interface.search({ constraints: { id: 1 } }),
  ],
  'almanac.namespace.search': [
    () => conduit.almanac.namespace.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.almanac.namespace.search({ constraints: { id: 1 } }),
  ],
  'almanac.network.search': [
    () => conduit.almanac.network.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.almanac.network.search({ constraints: { id: 1 } }),
  ],
  'almanac.service.search': [
    () => conduit.almanac.service.search({ attachments: { activeBindings: true } }),
    // @ts-expect-error
    () => conduit.almanac.service.search({ attachments: { bindings: false } }),
  ],
  'application.search': [
    () => conduit.application.search({ constraints: { stages: ['proposed'] }, attachments: { rules: true } }),
    // @ts-expect-error
    () => conduit.application.search({ constraints: { stages: ['open'] } }),
  ],
  'badge.search': [
    () => conduit.badge.search({ order: 'shoddiness' }),
    // @ts-expect-error
    () => conduit.badge.search({ order: 'relevance' }),
  ],
  'calendar.event.search': [
    () => conduit.calendar.event.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.calendar.event.search({ constraints: { id: 1 } }),
  ],
  'countdown.search': [
    () => conduit.countdown.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.countdown.search({ constraints: { id: 1 } }),
  ],
  'differential.changeset.search': [
    () => conduit.differential.changeset.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.differential.changeset.search({ constraints: { id: 1 } }),
  ],
  'differential.diff.search': [
    () => conduit.differential.diff.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.differential.diff.search({ constraints: { id: 1 } }),
  ],
  'differential.revision.search': [
    () => conduit.differential.revision.search({ constraints: { statuses: ['open()'] } }),
    // @ts-expect-error
    () => conduit.differential.revision.search({ constraints: { statuses: ['open'] } }),
  ],
  'diffusion.commit.search': [
    () => conduit.diffusion.commit.search({ order: 'importnew' }),
    // @ts-expect-error
    () => conduit.diffusion.commit.search({ order: 'updated' }),
  ],
  'diffusion.repository.search': [
    () => conduit.diffusion.repository.search({ attachments: { uris: true, metrics: true } }),
    // @ts-expect-error
    () => conduit.diffusion.repository.search({ attachments: { urls: true } }),
  ],
  'drydock.authorization.search': [
    () => conduit.drydock.authorization.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.drydock.authorization.search({ constraints: { id: 1 } }),
  ],
  'drydock.blueprint.search': [
    () => conduit.drydock.blueprint.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.drydock.blueprint.search({ constraints: { id: 1 } }),
  ],
  'drydock.lease.search': [
    () => conduit.drydock.lease.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.drydock.lease.search({ constraints: { id: 1 } }),
  ],
  'drydock.resource.search': [
    () => conduit.drydock.resource.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.drydock.resource.search({ constraints: { id: 1 } }),
  ],
  'file.search': [
    () => conduit.file.search({ constraints: { createdStart: 1_800_000_000 } }),
    // @ts-expect-error
    () => conduit.file.search({ constraints: { createdStart: '2027' } }),
  ],
  'harbormaster.artifact.search': [
    () => conduit.harbormaster.artifact.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.harbormaster.artifact.search({ constraints: { id: 1 } }),
  ],
  'harbormaster.build.search': [
    () => conduit.harbormaster.build.search({ attachments: { querybuilds: true } }),
    // @ts-expect-error
    () => conduit.harbormaster.build.search({ attachments: { builds: true } }),
  ],
  'harbormaster.buildable.search': [
    () => conduit.harbormaster.buildable.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.harbormaster.buildable.search({ constraints: { id: 1 } }),
  ],
  'harbormaster.buildplan.search': [
    () => conduit.harbormaster.buildplan.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.harbormaster.buildplan.search({ constraints: { id: 1 } }),
  ],
  'harbormaster.log.search': [
    () => conduit.harbormaster.log.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.harbormaster.log.search({ constraints: { id: 1 } }),
  ],
  'harbormaster.step.search': [
    () => conduit.harbormaster.step.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.harbormaster.step.search({ constraints: { id: 1 } }),
  ],
  'harbormaster.target.search': [
    () => conduit.harbormaster.target.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.harbormaster.target.search({ constraints: { id: 1 } }),
  ],
  'internal.commit.search': [
    () => conduit.internal.commit.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.internal.commit.search({ constraints: { id: 1 } }),
  ],
  'legalpad.document.search': [
    () => conduit.legalpad.document.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.legalpad.document.search({ constraints: { id: 1 } }),
  ],
  'legalpad.signature.search': [
    () => conduit.legalpad.signature.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.legalpad.signature.search({ constraints: { id: 1 } }),
  ],
  'maniphest.search': [
    () => conduit.maniphest.search({ attachments: { columns: true } }),
    // @ts-expect-error
    () => conduit.maniphest.search({ attachments: { column: true } }),
  ],
  'owners.search': [
    () => conduit.owners.search({ attachments: { paths: true } }),
    // @ts-expect-error
    () => conduit.owners.search({ attachments: { path: true } }),
  ],
  'packages.package.search': [
    () => conduit.packages.package.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.packages.package.search({ constraints: { id: 1 } }),
  ],
  'packages.publisher.search': [
    () => conduit.packages.publisher.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.packages.publisher.search({ constraints: { id: 1 } }),
  ],
  'packages.version.search': [
    () => conduit.packages.version.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.packages.version.search({ constraints: { id: 1 } }),
  ],
  'paste.search': [
    () => conduit.paste.search({ constraints: { statuses: ['active'] } }),
    // @ts-expect-error
    () => conduit.paste.search({ constraints: { statuses: ['open'] } }),
  ],
  'phame.blog.search': [
    () => conduit.phame.blog.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.phame.blog.search({ constraints: { id: 1 } }),
  ],
  'phame.post.search': [
    () => conduit.phame.post.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.phame.post.search({ constraints: { id: 1 } }),
  ],
  'phriction.content.search': [
    () => conduit.phriction.content.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.phriction.content.search({ constraints: { id: 1 } }),
  ],
  'phriction.document.search': [
    () => conduit.phriction.document.search({ order: 'hierarchy' }),
    // @ts-expect-error
    () => conduit.phriction.document.search({ order: 'title' }),
  ],
  'phurls.search': [
    () => conduit.phurls.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.phurls.search({ constraints: { id: 1 } }),
  ],
  'portal.search': [
    () => conduit.portal.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.portal.search({ constraints: { id: 1 } }),
  ],
  'project.column.search': [
    () => conduit.project.column.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.project.column.search({ constraints: { id: 1 } }),
  ],
  'project.search': [
    () => conduit.project.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.project.search({ constraints: { id: 1 } }),
  ],
  'slowvote.poll.search': [
    () => conduit.slowvote.poll.search({ constraints: { ids: [1] } }),
    // @ts-expect-error
    () => conduit.slowvote.poll.search({ constraints: { id: 1 } }),
  ],
  'token.search': [
    () => conduit.token.search({ constraints: { statuses: ['active'] }, attachments: { history: true } }),
    // @ts-expect-error
    () => conduit.token.search({ order: 'name' }),
  ],
  'user.search': [
    () => conduit.user.search({ constraints: { isBot: true } }),
    // @ts-expect-error
    () => conduit.user.search({ constraints: { isBot: 'yes' } }),
  ],
}
