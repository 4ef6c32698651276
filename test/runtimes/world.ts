/** Where the suite runs. */
export type Runtime = 'node' | 'page' | 'worker' | 'service-worker'

/** What is outside of the runtime: the servers of `servers.ts`. Sent as JSON to where the suite runs. */
export interface World {
  readonly runtime: Runtime
  /** A gateway on its embedded Maniphest; in a browser it is of another origin. */
  readonly gateway: string
  /** The stub and the page, of one origin. */
  readonly stub: string
  /** Of rjkaplan, at the gateway. */
  readonly apiToken: string
}

/** One thing that has to be so wherever the package runs. */
export interface Behaviour {
  readonly name: string
  /** Where it can be: a page has a sessionStorage, a worker has none. @default everywhere */
  readonly isFor?: (world: World) => boolean
  /** Throws where it is not so. */
  readonly run: (world: World) => Promise<void>
}

/** What a stub does with a call; `stub.ts` says more of each. */
export type Manner =
  | 'echo'
  | 'in-order'
  | 'html'
  | 'redirect'
  | 'indiscreet'
  | 'fails-once'
  | 'limits-once'
  | 'truncates-once'
  | 'drops-once'
  | 'drops'
  | 'silent'

/** A stub of its own for one behaviour, so that its sendings can be counted. */
export function stubOf({ stub }: World, manner: Manner): { url: string; sendings: () => Promise<number> } {
  const url = `${stub}/stub/${manner}/${crypto.randomUUID()}`
  return { url, sendings: async () => Number(await (await fetch(`${url}/sendings`)).text()) }
}

/** Registers a public application, which this page may use. */
export async function registerApplication(
  { stub }: World,
  scopes: readonly string[],
): Promise<{ clientId: string; redirectUri: string }> {
  const response = await fetch(`${stub}/applications`, { method: 'POST', body: JSON.stringify({ scopes }) })
  return response.json()
}

/** What the person at the browser does with an authorization request. @returns the callback's address */
export async function decide(
  { stub }: World,
  url: string,
  decision: 'allow' | 'deny',
  untick: readonly string[] = [],
): Promise<URL> {
  const response = await fetch(`${stub}/decisions`, {
    method: 'POST',
    body: JSON.stringify({ url, decision, untick }),
  })
  return new URL(await response.text())
}
