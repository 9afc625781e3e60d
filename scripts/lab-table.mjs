// Writes docs/conformance.md from vitest's JSON reports of the conformance suites: `node scripts/lab-table.mjs REPORT…`.
// The gate's own report will do (every example on each framework's oldest and newest version); the full lab has more.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'

const reports = process.argv.slice(2).map(path => JSON.parse(readFileSync(path, 'utf8')))
const lives = reports.flatMap(({ testResults }) =>
  testResults.flatMap(({ assertionResults }) =>
    assertionResults.flatMap(({ ancestorTitles: [server, example], title, status }) => {
      const [, tool, by] = /^'?([\w.-]+)'? goes up, back, up again, and up from zero, by '?(command|engine)'?$/.exec(title) ?? []
      return tool === undefined ? [] : [{ tool, by, status, example, server: server.replace('PostgreSQL ', '') }]
    }),
  ),
)
if (lives.length === 0) throw new Error('the reports hold no run of an example through a framework')

const unique = key => [...new Set(lives.map(life => life[key]))]
const servers = unique('server').sort()
const tools = unique('tool')
const examples = unique('example').sort()

const mark = (example, tool, server) => {
  const here = lives.filter(life => life.example === example && life.tool === tool && life.server === server)
  const is = (status, by) => here.some(life => life.status === status && (by === undefined || life.by === by))
  return is('failed') ? '✗' : is('passed', 'command') ? '●' : is('passed', 'engine') ? '○' : '–'
}
const row = cells => `| ${cells.join(' | ')} |`
const count = status => lives.filter(life => life.status === status).length
const text = `# Conformance

Every example of \`schema-examples\` through the real frameworks on PostgreSQL ${servers.join(' and ')}: stage by stage up, what may be left unrecorded once more, back file by file to the start, up again, and at once on an empty database. Catalogs equal the target and the start (less the residue the plan declares), rows are kept, and the framework's own ledger is right at each point.

Written by \`scripts/lab-table.mjs\` on ${new Date().toISOString().slice(0, 10)}: ${count('passed')} lives passed, ${count('failed')} failed. The gate runs each framework's oldest version on the oldest server and its newest on the newest, and each example through one of Liquibase's other layouts and one of the runners of plain SQL, by turns; \`npm run lab:full\` runs all on both.

Each cell has a mark for each server, ${servers.join(' then ')}: ● by the framework's own command line, ○ by its engine, – not run there, ✗ failed.

${row(['Example', ...tools])}
${row(['---', ...tools.map(() => ':-:')])}
${examples.map(example => row([example, ...tools.map(tool => servers.map(server => mark(example, tool, server)).join(' '))])).join('\n')}
`
const page = join(import.meta.dirname, '..', 'docs', 'conformance.md')
writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }))
console.log(`wrote ${page}: ${count('passed')} passed, ${count('failed')} failed`)
process.exitCode = count('failed') > 0 ? 1 : 0
