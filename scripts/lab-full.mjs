// The full lab: `npm run lab:full`. Installs every part, runs every example through every tool on the oldest and the newest
// server, by the frameworks' own command lines and by their engines, cuts and races them, and writes docs/conformance.md.
// Takes hours. Arguments go to vitest (`-t rename-column` for a look at one example; the table is then not written).
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'

const root = join(import.meta.dirname, '..')
const narrowed = process.argv.slice(2)

function run(name, command, args, env = {}) {
  console.log(`\n== ${name}`)
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  if (error) throw error
  return status
}

/** Runs conformance suites and returns vitest's report of them. */
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
  return JSON.parse(readFileSync(report, 'utf8')).testResults
}

if (run('install', process.execPath, ['scripts/lab.mjs', '--full']) !== 0) process.exit(1)
run('servers', process.execPath, ['scripts/servers.mjs'])
const passes = {
  engine: suites('by engine', 'engine', ['test/conformance']),
  command: suites('by command', 'command', ['test/conformance/cases-on']),
}

/** `cells[example][tool][server]`: the marks of the passes there. */
const cells = {}
const tools = new Set()
let failed = 0
for (const [by, files] of Object.entries(passes)) {
  for (const test of files.flatMap(({ assertionResults }) => assertionResults)) {
    if (test.status === 'failed') failed += 1
    const [server, example] = test.ancestorTitles
    const tool = /^(\S+) goes up, back, up again/.exec(test.title)?.[1]
    if (tool === undefined || !server?.startsWith('PostgreSQL ')) continue
    tools.add(tool)
    const cell = (((cells[example] ??= {})[tool] ??= {})[server.slice('PostgreSQL '.length)] ??= {})
    cell[by] = test.status
  }
}
if (failed > 0) console.log(`\n${failed} failed`)
if (narrowed.length > 0) process.exit(failed > 0 ? 1 : 0)

const servers = [...new Set(Object.values(cells).flatMap(row => Object.values(row).flatMap(cell => Object.keys(cell))))].sort()
const mark = (cell = {}) => {
  const outcomes = Object.values(cell)
  return outcomes.includes('failed') ? '✗' : outcomes.includes('passed') ? (cell.command === 'passed' ? '●' : '○') : '–'
}
const columns = [...tools]
const rows = Object.entries(cells).sort(([a], [b]) => (a < b ? -1 : 1))
const lives = rows.flatMap(([, row]) => Object.values(row).flatMap(cell => Object.values(cell).flatMap(passes => Object.values(passes))))
const text = `# Conformance

Every example of \`schema-examples\`, through the real frameworks on PostgreSQL ${servers.join(' and ')}: stage by stage up, what may be left unrecorded once more, back file by file to the start, up again, and at once on an empty database; catalogs equal to the target and to the start (less the residue the plan declares), rows kept, the framework's own ledger right at each point. Written by \`npm run lab:full\` on ${new Date().toISOString().slice(0, 10)}: ${lives.filter(one => one === 'passed').length} lives passed, ${lives.filter(one => one === 'failed').length} failed.

Each cell has a mark for each server, ${servers.join(' then ')}: ● by the framework's own command line, ○ by its engine alone, – not for that server or not to be had there, ✗ failed.

| Example | ${columns.join(' | ')} |
| --- | ${columns.map(() => ':-:').join(' | ')} |
${rows.map(([example, row]) => `| ${example} | ${columns.map(tool => servers.map(server => mark(row[tool]?.[server])).join(' ')).join(' | ')} |`).join('\n')}
`
const page = join(root, 'docs', 'conformance.md')
writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }))
console.log(`\nwrote ${page}`)
process.exit(failed > 0 ? 1 : 0)
