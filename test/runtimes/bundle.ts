import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { root } from '../../scripts/publishing/packages.ts'
import type { Consumer } from '../packaging/packed.ts'

/**
 * The suite as one file. The SDK in it is the one that `consumer` has installed, not the workspace's sources.
 *
 * @param platform in a browser's all that it imports is in it; in Node's the SDK is imported when it runs
 */
export async function bundleSuite(platform: 'browser' | 'node', consumer: Consumer): Promise<string> {
  const isSdk = /^phorge-conduit(\/|$)/
  const bundle = await rolldown({
    input: join(root, `test/runtimes/in-${platform === 'node' ? 'node' : 'browser'}.ts`),
    platform,
    logLevel: 'silent',
    external: platform === 'node' ? isSdk : [],
    plugins: [
      {
        name: 'installed-sdk',
        async resolveId(source) {
          if (platform === 'node' || !isSdk.test(source)) return null
          return this.resolve(source, join(consumer.folder, 'program.mjs'), { skipSelf: true })
        },
      },
    ],
  })
  try {
    const { output } = await bundle.generate({ format: 'esm', codeSplitting: false })
    return output[0].code
  } finally {
    await bundle.close()
  }
}
