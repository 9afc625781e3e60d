// The full lab: `npm run lab:full`. Installs every part, runs every example through every tool on the oldest and the newest
// server, by the frameworks' own command lines and by their engines, cuts and races them, and writes docs/conformance.md.
// Takes hours. Arguments go to vitest (`-t rename-column` for a look at one example; the page is then not written).
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const narrowed = process.argv.slice(2)

function run(name, command, args, env = {}) {
  console.log(`\n== ${name}`)
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  if (error) throw error
  return status
}

/** Runs conformance suites; returns where vitest's report of them is. */
function suites(name, by, files) {
  const report = join(root, '.cache', 'results', `lab-${by}.json`)
  run(
    name,
    'npx',
    [
      'vitest',
      'run',
      '--project=servers',
      '--project=timed',
      '--reporter=default',
      '--reporter=./test/skip-reporter.ts',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...files,
      ...narrowed,
    ],
    { LOCKSTEP_LAB: 'full', LOCKSTEP_LAB_BY: by },
  )
  return report
}

if (run('install', process.execPath, ['scripts/lab.mjs', '--full']) !== 0) process.exit(1)
run('servers', process.execPath, ['scripts/servers.mjs'])
const reports = [suites('by engine', 'engine', ['test/conformance']), suites('by command', 'command', ['test/conformance/cases-on'])]
if (narrowed.length === 0) process.exitCode = run('table', process.execPath, ['scripts/lab-table.mjs', ...reports])
