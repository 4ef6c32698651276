import { conduit } from './conduit.ts'

/** One edit that compiles and one that must not. */
export const edits = {
  'almanac.binding.edit': [
    () => conduit.almanac.binding.edit({ transactions: [{ type: 'disabled', value: true }] }),
    // @ts-expect-error
    () => conduit.almanac.binding.edit({ transactions: [{ type: 'disabled', value: 'yes' }] }),
  ],
  'almanac.device.edit': [
    () => conduit.almanac.device.edit({ transactions: [{ type: 'status', value: 'active' }] }),
    // @ts-expect-error
    () => conduit.almanac.device.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'almanac.interface.edit': [
    () => conduit.almanac.interface.edit({ transactions: [{ type: 'port', value: 22 }] }),
    // @ts-expect-error
    () => conduit.almanac.interface.edit({ transactions: [{ type: 'port', value: '22' }] }),
  ],
  'almanac.namespace.edit': [
    () => conduit.almanac.namespace.edit({ transactions: [{ type: 'name', value: 'x' }] }),
    // @ts-expect-error
    () => conduit.almanac.namespace.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'almanac.network.edit': [
    () => conduit.almanac.network.edit({ transactions: [{ type: 'name', value: 'x' }] }),
    // @ts-expect-error
    () => conduit.almanac.network.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'almanac.service.edit': [
    () => conduit.almanac.service.edit({ transactions: [{ type: 'name', value: 'x' }] }),
    // @ts-expect-error
    () => conduit.almanac.service.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'application.edit': [
    () =>
      conduit.application.edit({
        objectIdentifier: 1,
        changeToken: '7',
        transactions: [{ type: 'stage', value: 'approved' }],
      }),
    // @ts-expect-error
    () => conduit.application.edit({ objectIdentifier: 1, transactions: [{ type: 'stage', value: 'open' }] }),
  ],
  'badge.edit': [
    () => conduit.badge.edit({ transactions: [{ type: 'award', value: ['PHID-USER-1'] }] }),
    // @ts-expect-error
    () => conduit.badge.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'calendar.event.edit': [
    () => conduit.calendar.event.edit({ transactions: [{ type: 'start', value: 1_800_000_000 }] }),
    // @ts-expect-error
    () => conduit.calendar.event.edit({ transactions: [{ type: 'start', value: 'tomorrow' }] }),
  ],
  'conpherence.edit': [
    () => conduit.conpherence.edit({ transactions: [{ type: 'participants.add', value: ['angie'] }] }),
    // @ts-expect-error
    () => conduit.conpherence.edit({ transactions: [{ type: 'participants', value: [] }] }),
  ],
  'countdown.edit': [
    () => conduit.countdown.edit({ transactions: [{ type: 'epoch', value: 1_800_000_000 }] }),
    // @ts-expect-error
    () => conduit.countdown.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'dashboard.panel.edit': [
    () => conduit.dashboard.panel.edit({ transactions: [{ type: 'text', value: 'x' }] }),
    // @ts-expect-error
    () => conduit.dashboard.panel.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'differential.revision.edit': [
    () => conduit.differential.revision.edit({ transactions: [{ type: 'accept', value: true }] }),
    // @ts-expect-error
    () => conduit.differential.revision.edit({ transactions: [{ type: 'accept', value: 'yes' }] }),
  ],
  'diffusion.commit.edit': [
    () => conduit.diffusion.commit.edit({ transactions: [{ type: 'concern', value: true }] }),
    // @ts-expect-error
    () => conduit.diffusion.commit.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'diffusion.repository.edit': [
    () => conduit.diffusion.repository.edit({ transactions: [{ type: 'vcs', value: 'git' }] }),
    // @ts-expect-error
    () => conduit.diffusion.repository.edit({ transactions: [{ type: 'vcs', value: 'cvs' }] }),
  ],
  'diffusion.uri.edit': [
    () => conduit.diffusion.uri.edit({ transactions: [{ type: 'io', value: 'observe' }] }),
    // @ts-expect-error
    () => conduit.diffusion.uri.edit({ transactions: [{ type: 'io', value: 'both' }] }),
  ],
  'drydock.blueprint.edit': [
    () => conduit.drydock.blueprint.edit({ transactions: [{ type: 'custom.allocator.limit', value: 3 }] }),
    // @ts-expect-error
    () => conduit.drydock.blueprint.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'harbormaster.build.edit': [
    () => conduit.harbormaster.build.edit({ transactions: [{ type: 'mfa', value: true }] }),
    // @ts-expect-error
    () => conduit.harbormaster.build.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'harbormaster.buildable.edit': [
    () => conduit.harbormaster.buildable.edit({ transactions: [{ type: 'mfa', value: true }] }),
    // @ts-expect-error
    () => conduit.harbormaster.buildable.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'harbormaster.buildplan.edit': [
    () =>
      conduit.harbormaster.buildplan.edit({ transactions: [{ type: 'behavior.runnable', value: 'view' }] }),
    // @ts-expect-error
    () => conduit.harbormaster.buildplan.edit({ transactions: [{ type: 'behavior', value: 'x' }] }),
  ],
  'harbormaster.step.edit': [
    () => conduit.harbormaster.step.edit({ transactions: [{ type: 'mfa', value: true }] }),
    // @ts-expect-error
    () => conduit.harbormaster.step.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'macro.edit': [
    () => conduit.macro.edit({ transactions: [{ type: 'filePHID', value: 'PHID-FILE-1' }] }),
    // @ts-expect-error
    () => conduit.macro.edit({ transactions: [{ type: 'filePHID', value: 'F1' }] }),
  ],
  'maniphest.edit': [
    () => conduit.maniphest.edit({ transactions: [{ type: 'owner', value: null }] }),
    // @ts-expect-error
    () => conduit.maniphest.edit({ transactions: [{ type: 'owner', value: 'angie' }] }),
  ],
  'owners.edit': [
    () => conduit.owners.edit({ transactions: [{ type: 'autoReview', value: 'block' }] }),
    // @ts-expect-error
    () => conduit.owners.edit({ transactions: [{ type: 'autoReview', value: 'maybe' }] }),
  ],
  'packages.package.edit': [
    () => conduit.packages.package.edit({ transactions: [{ type: 'name', value: 'x' }] }),
    // @ts-expect-error
    () => conduit.packages.package.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'packages.publisher.edit': [
    () => conduit.packages.publisher.edit({ transactions: [{ type: 'name', value: 'x' }] }),
    // @ts-expect-error
    () => conduit.packages.publisher.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'packages.version.edit': [
    () => conduit.packages.version.edit({ transactions: [{ type: 'projects.add', value: ['backend'] }] }),
    // @ts-expect-error
    () => conduit.packages.version.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'paste.edit': [
    () => conduit.paste.edit({ transactions: [{ type: 'text', value: 'x' }] }),
    // @ts-expect-error
    () => conduit.paste.edit({ transactions: [{ type: 'status', value: 'open' }] }),
  ],
  'phame.blog.edit': [
    () => conduit.phame.blog.edit({ transactions: [{ type: 'name', value: 'x' }] }),
    // @ts-expect-error
    () => conduit.phame.blog.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'phame.post.edit': [
    () => conduit.phame.post.edit({ transactions: [{ type: 'visibility', value: '1' }] }),
    // @ts-expect-error
    () => conduit.phame.post.edit({ transactions: [{ type: 'visibility', value: 'published' }] }),
  ],
  'phriction.document.edit': [
    () => conduit.phriction.document.edit({ transactions: [{ type: 'comment', value: 'x' }] }),
    // @ts-expect-error
    () => conduit.phriction.document.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'phurls.edit': [
    () => conduit.phurls.edit({ transactions: [{ type: 'alias', value: 'x' }] }),
    // @ts-expect-error
    () => conduit.phurls.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'portal.edit': [
    () => conduit.portal.edit({ transactions: [{ type: 'name', value: 'x' }] }),
    // @ts-expect-error
    () => conduit.portal.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'project.edit': [
    () => conduit.project.edit({ transactions: [{ type: 'members.add', value: ['angie'] }] }),
    // @ts-expect-error
    () => conduit.project.edit({ transactions: [{ type: 'nmae', value: 'x' }] }),
  ],
  'token.edit': [
    () =>
      conduit.token.edit({ objectIdentifier: 1, transactions: [{ type: 'methods', value: 'read-only' }] }),
    // @ts-expect-error
    () => conduit.token.edit({ transactions: [{ type: 'name', value: 'deploy' }] }),
  ],
  'user.edit': [
    () => conduit.user.edit({ transactions: [{ type: 'disabled', value: true }] }),
    // @ts-expect-error
    () => conduit.user.edit({ transactions: [{ type: 'disabled', value: 1 }] }),
  ],
}
