// Sums vitest's JSON reports: `node scripts/sum-results.mjs <report.json…> -- <name of a failed gate or suite…>`.
// The last line is `N passed, N failed` (and `, N skipped`). It counts as failed: each failed test, each test file that
// did not load, each failed gate, each report that is missing or empty, and a suite that failed outside its tests.
import { existsSync, readFileSync } from 'node:fs'

const separator = process.argv.indexOf('--')
const reports = process.argv.slice(2, separator)
const failures = process.argv.slice(separator + 1)
const sum = { passed: 0, failed: 0, skipped: 0 }

const suiteFailures = failures.filter(name => name.startsWith('tests: '))
const complaints = failures.filter(name => !name.startsWith('tests: '))
for (const path of reports) {
  const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
  if (report === undefined || report.numTotalTests === 0) {
    complaints.push(`${path} ${report === undefined ? 'was not written' : 'holds no test'}`)
    continue
  }
  sum.passed += report.numPassedTests
  sum.failed += report.numFailedTests
  sum.skipped += report.numPendingTests + report.numTodoTests
  for (const file of report.testResults)
    if (file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed'))
      complaints.push(`${file.name} failed outside its tests`)
}
if (sum.failed + complaints.length === 0) complaints.push(...suiteFailures)

for (const complaint of complaints) console.log(`failed: ${complaint}`)
sum.failed += complaints.length
process.exitCode = sum.failed > 0 ? 1 : 0
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`)
