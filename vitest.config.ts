import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Suites that start database servers. They share two cores with the servers, so their files run one after the other. */
const onServers = ['test/facts/**/*.test.ts', 'test/acceptance/**/*.test.ts', 'test/conformance/**/*.test.ts']

const alias = { lockstep: join(import.meta.dirname, 'src/index.ts') }

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: { name: 'fast', include: ['test/**/*.test.ts'], exclude: onServers, testTimeout: 30_000, sequence: { groupOrder: 0 } },
      },
      {
        resolve: { alias },
        test: {
          name: 'servers',
          include: onServers,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
