import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Tests start a hundred processes of the gateway and of the command line: the second one finds its code compiled.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'phorge-conduit-compiled')

export default defineConfig({
  test: {
    // Files share their modules: no module here keeps anything from one test for the next, and importing the gateway
    // anew for each of a hundred files took longer than many of them run.
    pool: 'threads',
    isolate: false,
    // Tests wait for the processes that they start: with three workers two processors have always something to do.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    // Browser tests start a browser, a gateway and an error viewer each: they run after the rest, two at a time.
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/end-to-end/**',
            'test/extension/*.test.ts',
            '**/*.story.test.ts',
            '**/node_modules/**',
          ],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/end-to-end/**/*.test.ts', 'test/extension/*.test.ts', 'test/**/*.story.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
