import { expect, it } from 'vitest'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { form, issueToken, post, startGatewayUnderTest } from './gateway-under-test.ts'

it('at its most verbose the log holds no token and nothing of what was sent', async () => {
  const test = await startGatewayUnderTest()
  const { token } = await issueToken(test, { rules: ['maniphest.search'] })
  const { token: apiToken } = await createApiToken(test.gateway, { userPhid: test.rjkaplan.phid, name: '' })
  const secrets = [token, apiToken, 'words-that-nobody-else-may-read']
  const constraints = { query: secrets[2] }

  await post(test, 'maniphest.search', form({ constraints, __conduit__: { access_token: token } }))
  await post(test, 'maniphest.search', form({ constraints, __conduit__: { token: `${apiToken}x` } }))
  await post(test, 'maniphest.search', '', { authorization: `Bearer ${token}` })
  await post(test, 'maniphest.search', JSON.stringify({ token }), { 'content-type': 'application/json' })
  await post(test, 'maniphest.search', `${token}=${apiToken}`)
  await fetch(`${test.url}/api/maniphest.search?api.token=${apiToken}&constraints[query]=${secrets[2]}`)
  await fetch(`${test.url}/nowhere?api.token=${apiToken}`)
  await fetch(`${test.url}/api/nowhere/at/all?api.token=${apiToken}`)
  await fetch(`${test.url}/api/%zz?api.token=${apiToken}`)
  test.gateway.backend.call = async () => {
    throw new Error('the disk is full')
  }
  const { body, response } = await post(test, 'user.whoami', form({ __conduit__: { token: apiToken } }))
  await test.close()

  expect(response.status).toBe(500)
  expect(body).toMatchObject({ result: null, error_code: 'ERR-CONDUIT-CORE' })
  expect(body.error_info).not.toContain('disk')
  expect(test.log()).toContain('the disk is full')
  expect(test.log()).toContain('/api/maniphest.search')
  for (const secret of secrets) expect(test.log()).not.toContain(secret)
})
