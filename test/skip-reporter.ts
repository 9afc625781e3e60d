import type { Reporter, TestModule } from 'vitest/node'

/** Says after a run why tests were skipped: a reason given to `skip`, or the title of a test that stands for what is missing. */
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const reasons = new Map<string, number>()
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const result = test.result()
        const reason = (result.state === 'skipped' ? result.note : undefined) ?? test.name
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      }
    }
    if (reasons.size > 0) process.stdout.write('\nSkipped:\n')
    for (const [reason, count] of reasons) process.stdout.write(`  ${String(count).padStart(4)} × ${reason}\n`)
  }
}
