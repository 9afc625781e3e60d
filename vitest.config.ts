import { join } from 'node:path'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Suites on database servers of their own. They wait more than they compute, so two run side by side. */
const onServers = [
  'test/facts/**/*.test.ts',
  'test/acceptance/**/*.test.ts',
  'test/conformance/**/*.test.ts',
  'test/scenarios/**/*.test.ts',
]

/** Suites that look at moments: who waits for whom, how long, where a kill meets a file. Each has the machine to itself. */
const timed = [
  'test/acceptance/dual-writes.test.ts',
  'test/acceptance/kill.test.ts',
  'test/acceptance/traffic.test.ts',
  'test/acceptance/two-way-sync.test.ts',
]

/** The longest suites, which are short files: started last, as vitest would, one of them would run alone at the end. */
const longest = /cases-on-\d+|interruptions|commands|hostile|jobs|tenants|revert|from-zero/

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification): boolean => longest.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter(file => !isLong(file))]
  }
}

const alias = { lockstep: join(import.meta.dirname, 'src/index.ts') }

/** What `lockstep init` writes for editors is made at build; tests run from the sources. */
const globalSetup = 'scripts/editor-types.mjs'

/** Each worker loads the compiler, the parsers and our own modules once, not for every file: nearly half of the fast suites' time. */
const isolate = false

const servers = (name: string, groupOrder: number, maxWorkers: number, files: object): TestProjectInlineConfiguration => ({
  resolve: { alias },
  test: { name, ...files, globalSetup, maxWorkers, isolate, testTimeout: 180_000, hookTimeout: 120_000, sequence: { groupOrder } },
})

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './test/skip-reporter.ts'],
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: onServers,
          isolate,
          globalSetup,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      servers('servers', 1, 2, { include: onServers, exclude: timed }),
      servers('timed', 2, 1, { include: timed }),
    ],
  },
})
