import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { phorgeOf } from '../../scripts/demo-phorge.ts'
import {
  type StockPhorgeUnderTest,
  startStockPhorge,
} from '../gateway/stock-phorge/stock-phorge-under-test.ts'

let phorge: StockPhorgeUnderTest
let environment: Record<string, string>
beforeAll(async () => {
  phorge = await startStockPhorge()
  environment = { GATEWAY_PHORGE_TOKEN: await phorge.apiToken('admin') }
})
afterAll(() => phorge.close())

describe('the Phorge that the demo is to stand before', () => {
  it('is taken in same-origin when the address it knows itself by is the gateway’s', async () => {
    const { url } = phorge
    const { publicUrl: gatewayUrl } = phorge.gateway.config
    const known = await phorgeOf({ url, mode: 'same-origin', gatewayUrl, environment })
    expect(known).toEqual({ url, mode: 'same-origin', token: environment.GATEWAY_PHORGE_TOKEN })
  })

  it('is refused there with another address, with both and the command to run at Phorge', async () => {
    const gatewayUrl = 'http://gateway.example.com'
    const refused = phorgeOf({ url: phorge.url, mode: 'same-origin', gatewayUrl, environment })
    await expect(refused).rejects.toThrow(`thinks that it is at ${phorge.gateway.config.publicUrl}. Tell it:`)
    await expect(refused).rejects.toThrow(`bin/config set phabricator.base-uri ${gatewayUrl}/`)
  })
})
