/** Where the shop runs and which version of it. */
export interface Deployment {
  readonly environment: string
  readonly release: string
}

export const deployments: readonly [Deployment, ...Deployment[]] = [
  { environment: 'production', release: 'shop@2.4.0' },
  { environment: 'production', release: 'shop@2.4.1' },
  { environment: 'staging', release: 'shop@2.5.0-rc.1' },
]
