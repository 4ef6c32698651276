import type { Scenario } from '../scenario.ts'

const order: Scenario = {
  name: 'an unknown method or parameter is told before the credentials are looked at',
  async run(trial) {
    for (const token of [undefined, null]) {
      const options = token === undefined ? {} : { token }
      const who = token === null ? 'nobody' : 'somebody'
      const method = await trial.call('no.such.method', {}, options)
      trial.refused(`a method unknown, as ${who}`, method, 'ERR-CONDUIT-CALL')
      const parameter = await trial.call('user.whoami', { bogus: 1 }, options)
      trial.refused(`a parameter unknown, as ${who}`, parameter, 'ERR-CONDUIT-CALL')
    }
    const search = await trial.call('maniphest.search', { foo: 1 })
    trial.refused('a parameter unknown to a search', search, 'ERR-CONDUIT-CALL')
    const underscore = await trial.call('user.whoami', { api_token: 'x' }, { encoding: 'form' })
    trial.refused('api_token for api.token', underscore, 'ERR-CONDUIT-CALL')
  },
}

const tokens: Scenario = {
  name: 'a missing token is an invalid session, a wrong one invalid authentication',
  async run(trial) {
    for (const encoding of ['json', 'form', 'get'] as const) {
      const none = await trial.call('user.whoami', {}, { token: null, encoding })
      trial.refused(`no token, ${encoding}`, none, 'ERR-INVALID-SESSION')
      trial.check.equal(`no token, ${encoding}: status`, none.status, 200)
    }
    const wrong = [
      'api-short',
      `xyz-${'a'.repeat(28)}`,
      'a'.repeat(32),
      `api-${'a'.repeat(28)}`,
      `api-${'A'.repeat(28)}`,
    ]
    for (const token of wrong) {
      const answer = await trial.call('user.whoami', {}, { token })
      trial.refused(`the token ${token.slice(0, 9)}…`, answer, 'ERR-INVALID-AUTH')
    }
    const search = await trial.call('maniphest.search', {}, { token: null })
    trial.refused('maniphest.search without a token', search, 'ERR-INVALID-SESSION')
  },
}

const anonymous: Scenario = {
  name: 'conduit.ping and conduit.getcapabilities need no token',
  async run({ call, check }) {
    const ping = await call('conduit.ping', {}, { token: null })
    check.equal('ping: no error', ping.code, null)
    check.holds('ping: a host name', typeof ping.result === 'string' && ping.result !== '')
    const withBadToken = await call('conduit.ping', {}, { token: 'bad', encoding: 'form' })
    check.equal('a bad token is not looked at', withBadToken.code, null)
    const { result, code } = await call('conduit.getcapabilities', {}, { token: null, encoding: 'get' })
    const capabilities = result as Record<string, string[]>
    check.equal('capabilities: no error', code, null)
    check.holds(
      'input',
      ['json', 'urlencoded'].every((form) => capabilities.input?.includes(form)),
    )
    check.holds('output', capabilities.output?.includes('json') === true)
    check.holds(
      'authentication',
      ['token', 'oauth'].every((way) => capabilities.authentication?.includes(way)),
    )
  },
}

const encodings: Scenario = {
  name: 'every encoding reaches a method, and only JSON carries types',
  async run(trial) {
    const { check } = trial
    const { object } = await trial.create('encodings')
    for (const encoding of ['json', 'console', 'form', 'get'] as const) {
      const params = { constraints: { ids: [object.id] }, attachments: { projects: true }, limit: 3 }
      const answer = await trial.call('maniphest.search', params, { encoding })
      const { data } = trial.succeed(answer) as { data: { id: number; attachments: object }[] }
      check.equal(
        `${encoding}: found`,
        data.map(({ id }) => id),
        [object.id],
      )
      check.equal(`${encoding}: attached`, Object.keys(data[0]?.attachments ?? {}), ['projects'])
      check.matches(`${encoding}: content type`, answer.contentType, /^application\/json/)
    }
    const strict = await trial.call('maniphest.search', { constraints: { ids: [String(object.id)] } })
    trial.refused('digits for a number, in JSON', strict, 'ERR-CONDUIT-CORE')
  },
}

const description: Scenario = {
  name: 'conduit.query describes every method',
  async run({ call, check, succeed }) {
    const methods = succeed(await call('conduit.query')) as Record<
      string,
      { description: string; params: Record<string, string>; return: string }
    >
    const edit = methods['maniphest.edit']
    check.equal('maniphest.edit: parameters', Object.keys(edit?.params ?? {}).sort(), [
      'objectIdentifier',
      'transactions',
    ])
    check.equal('maniphest.edit: return', edit?.return, 'map<string, wild>')
    check.equal(
      'maniphest.search: parameters',
      Object.keys(methods['maniphest.search']?.params ?? {}).sort(),
      ['after', 'attachments', 'before', 'constraints', 'limit', 'order', 'queryKey'],
    )
    check.equal('no parameters are a list', methods['user.whoami']?.params, [])
    for (const name of ['maniphest.status.search', 'transaction.search', 'phid.lookup', 'conduit.ping']) {
      check.holds(`${name} is described`, typeof methods[name]?.description === 'string')
    }
  },
}

export const calling = [order, tokens, anonymous, encodings, description]
