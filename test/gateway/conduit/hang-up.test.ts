import { expect, it } from 'vitest'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { startGatewayUnderTest } from './gateway-under-test.ts'

it('a caller that hangs up aborts the call to the backend', async () => {
  const test = await startGatewayUnderTest()
  const { token } = await createApiToken(test.gateway, { userPhid: test.angie.phid, name: '' })
  const reached = Promise.withResolvers<AbortSignal>()
  test.gateway.backend.call = async ({ signal }) => {
    reached.resolve(signal)
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return { result: null, error_code: null, error_info: null }
  }
  const caller = new AbortController()
  const body = new URLSearchParams({ 'api.token': token })
  const answer = fetch(`${test.url}/api/user.whoami`, { method: 'POST', body, signal: caller.signal })

  const signal = await reached.promise
  expect(signal.aborted).toBe(false)
  caller.abort()
  await expect(answer).rejects.toThrow()
  await expect.poll(() => signal.aborted).toBe(true)
  await test.close()
})
