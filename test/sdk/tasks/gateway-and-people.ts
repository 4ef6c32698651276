import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit, type ConduitOptions } from '../../../sdk/src/index.ts'
import { type GatewayUnderTest, startGatewayUnderTest } from '../../gateway/conduit/gateway-under-test.ts'
import { HastyClock } from '../fake-clock.ts'

export interface People extends AsyncDisposable {
  readonly gateway: GatewayUnderTest
  /** A client of this person, through `url` if one is given; it does not wait for anything. */
  client(userName: 'rjkaplan' | 'angie', options?: Partial<ConduitOptions>): Promise<Conduit>
}

/** An embedded server, and clients of people who have API tokens for it. */
export async function gatewayAndPeople(): Promise<People> {
  const gateway = await startGatewayUnderTest()
  return {
    gateway,
    async client(userName, options) {
      const { token } = await createApiToken(gateway.gateway, {
        userPhid: gateway[userName].phid,
        name: '',
      })
      return new Conduit({
        url: gateway.url,
        credential: apiToken(token),
        retries: 0,
        // On a clock on which all waiting is over at once every deadline would be, too.
        timeout: false,
        clock: new HastyClock(),
        ...options,
      })
    },
    [Symbol.asyncDispose]: () => gateway.close(),
  }
}
