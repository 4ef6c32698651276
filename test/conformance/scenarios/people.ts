import type { Scenario } from '../scenario.ts'

const NOBODY = 'PHID-USER-aaaaaaaaaaaaaaaaaaaa'

interface Me {
  readonly phid: string
  readonly userName: string
  readonly realName: string
  readonly image: string
  readonly uri: string
  readonly roles: readonly string[]
  readonly primaryEmail: string
}

interface User {
  readonly type: string
  readonly phid: string
  readonly fields: { readonly username: string; readonly roles: readonly string[]; readonly policy: unknown }
  readonly attachments: unknown
}

const whoami: Scenario = {
  name: 'user.whoami describes the person whose token it is',
  async run({ call, check, succeed }) {
    const me = succeed(await call('user.whoami')) as Me
    check.matches('phid', me.phid, /^PHID-USER-[a-z2-7]{20}$/)
    check.equal('its fields', Object.keys(me).sort(), [
      'image',
      'phid',
      'primaryEmail',
      'realName',
      'roles',
      'uri',
      'userName',
    ])
    check.matches('uri', me.uri, /^https?:\/\/.*\/p\/.+\/$/)
    check.holds('roles', me.roles.includes('activated'))

    const search = { constraints: { usernames: [me.userName] } }
    const { data } = succeed(await call('user.search', search)) as { data: User[] }
    check.equal('user.search finds the same account by name', data[0]?.phid, me.phid)
    check.equal('its type', data[0]?.type, 'USER')
    check.equal('no attachments are a map', data[0]?.attachments, {})
  },
}

const owner: Scenario = {
  name: 'an owner is set by PHID and cleared by null',
  async run(trial) {
    const { check, me } = trial
    const { object } = await trial.create('owners')
    await trial.edit(object.id, { type: 'owner', value: me })
    check.equal('set', (await trial.read(object.id)).fields.ownerPHID, me)
    await trial.edit(object.id, { type: 'owner', value: null })
    check.equal('cleared', (await trial.read(object.id)).fields.ownerPHID, null)
    const { userName } = trial.succeed(await trial.call('user.whoami')) as Me
    for (const value of [userName, `@${userName}`, 'nobody_here', NOBODY]) {
      trial.refused(
        `owner ${value}`,
        await trial.attempt(object.id, { type: 'owner', value }),
        'ERR-CONDUIT-CORE',
      )
    }
  },
}

const subscribers: Scenario = {
  name: 'subscribers are added, set and removed by PHID or name',
  async run(trial) {
    const { check, me } = trial
    const { object } = await trial.create('subscribers')
    const of = async () => (await trial.read(object.id)).attachments.subscribers
    await trial.edit(object.id, { type: 'subscribers.remove', value: [me] })
    check.equal('removed', await of(), {
      subscriberPHIDs: [],
      subscriberCount: 0,
      viewerIsSubscribed: false,
    })
    await trial.edit(object.id, { type: 'comment', value: 'not subscribed again by speaking' })
    check.equal('who was removed stays away', (await of()).subscriberCount, 0)
    const { userName } = trial.succeed(await trial.call('user.whoami')) as Me
    await trial.edit(object.id, { type: 'subscribers.add', value: [userName] })
    check.equal('added by name', (await of()).subscriberPHIDs, [me])
    await trial.edit(object.id, { type: 'subscribers.set', value: [me] })
    check.equal('set to what it was', (await of()).subscriberPHIDs, [me])
    const stranger = await trial.attempt(object.id, { type: 'subscribers.add', value: ['nobody_here'] })
    trial.refused('a name of nobody', stranger, 'ERR-CONDUIT-CORE')
  },
}

const policies: Scenario = {
  name: 'nobody can lock themselves out of a task',
  async run(trial) {
    const { object } = await trial.create('policies')
    for (const value of ['no-one', 'garbage', 'PHID-PLCY-aaaaaaaaaaaaaaaaaaaa']) {
      const answer = await trial.attempt(object.id, { type: 'view', value })
      trial.refused(`view ${value}`, answer, 'ERR-CONDUIT-CORE')
    }
    const own = await trial.create('mine to edit', { type: 'edit', value: trial.me })
    const { fields } = await trial.read(own.object.id)
    trial.check.equal('a user can be a policy', fields.policy.edit, trial.me)
    const entry = (await trial.timeline(own.object.id)).find(({ type }) => type === 'core:edit-policy')
    trial.check.equal('the timeline tells', entry?.fields, { old: null, new: trial.me })
  },
}

const unavailable: Scenario = {
  name: 'a subtype, a Space or an MFA signature that is not there is refused',
  async run(trial) {
    const { object } = await trial.create('not there')
    const attempts = [
      { type: 'subtype', value: 'no-such-subtype' },
      { type: 'space', value: 'PHID-SPCE-aaaaaaaaaaaaaaaaaaaa' },
      { type: 'mfa', value: true },
    ]
    for (const transaction of attempts) {
      const answer = await trial.attempt(object.id, transaction, {
        type: 'comment',
        value: 'must not be said',
      })
      trial.refused(transaction.type, answer, 'ERR-CONDUIT-CORE')
    }
    const types = (await trial.timeline(object.id)).map(({ type }) => type)
    trial.check.holds('nothing was said', !types.includes('comment'))
  },
}

export const people = [whoami, owner, subscribers, policies, unavailable]
