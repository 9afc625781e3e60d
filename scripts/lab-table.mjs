// Writes docs/conformance.md from vitest's JSON reports of the conformance suites: `node scripts/lab-table.mjs REPORT…`.
// The gate's own report will do (every example on each framework's oldest and newest version); the full lab has more, and
// takes longer than a day: what a report does not hold stays as the last one left it, with its date (docs/conformance.json).
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'

const docs = join(import.meta.dirname, '..', 'docs')
const kept = join(docs, 'conformance.json')
const page = join(docs, 'conformance.md')

/** `rails-7.2 18 command` → `2026-11-30 passed` → examples. */
const runs = new Map(
  Object.entries(existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {}).map(([run, ends]) => [run, new Map(Object.entries(ends))]),
)

const reports = process.argv.slice(2).map(path => JSON.parse(readFileSync(path, 'utf8')))
let found = 0
for (const { startTime, testResults } of reports) {
  const date = new Date(startTime).toISOString().slice(0, 10)
  for (const { ancestorTitles, title, status } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
    const [, tool, by] = /^'?([\w.-]+)'? goes up, back, up again, and up from zero, by '?(command|engine)'?$/.exec(title) ?? []
    if (tool === undefined || !['passed', 'failed'].includes(status)) continue
    const [server, example] = ancestorTitles
    const run = `${tool} ${server.replace('PostgreSQL ', '')} ${by}`
    const ends = [...(runs.get(run) ?? [])].map(([end, examples]) => [end, examples.filter(other => other !== example)])
    const today = `${date} ${status}`
    const others = ends.filter(([end, examples]) => end !== today && examples.length > 0)
    runs.set(run, new Map([...others, [today, [...(new Map(ends).get(today) ?? []), example].sort()]]))
    found += 1
  }
}
if (found === 0) throw new Error('the reports hold no run of an example through a framework')

const lives = [...runs].flatMap(([run, ends]) => {
  const [tool, server, by] = run.split(' ')
  return [...ends].flatMap(([end, examples]) => {
    const [date, status] = end.split(' ')
    return examples.map(example => ({ tool, server, by, date, status, example }))
  })
})
const unique = key => [...new Set(lives.map(life => life[key]))].sort()
const servers = unique('server')
const tools = unique('tool')
const examples = unique('example')
const dates = unique('date')

const mark = (example, tool, server) => {
  const here = lives.filter(life => life.example === example && life.tool === tool && life.server === server)
  const is = (status, by) => here.some(life => life.status === status && (by === undefined || life.by === by))
  return is('failed') ? '✗' : is('passed', 'command') ? '●' : is('passed', 'engine') ? '○' : '–'
}
const row = cells => `| ${cells.join(' | ')} |`
const count = (status, where = () => true) => lives.filter(life => life.status === status && where(life)).length
const when = (tool, server, by) => {
  const here = lives.filter(life => life.tool === tool && life.server === server && life.by === by)
  const on = [...new Set(here.map(({ date }) => date))].sort()
  return here.length === 0 ? '–' : `${here.length} on ${on.at(0)}${on.length > 1 ? ` to ${on.at(-1)}` : ''}`
}
const text = `# Conformance

Every example of \`schema-examples\` through the real frameworks on PostgreSQL ${servers.join(' and ')}: stage by stage up, what may be left unrecorded once more, back file by file to the start, up again, and at once on an empty database. Catalogs equal the target and the start (less the residue the plan declares), rows are kept, and the framework's own ledger is right at each point.

Written by \`scripts/lab-table.mjs\` from runs between ${dates.at(0)} and ${dates.at(-1)}: ${count('passed')} lives passed, ${count('failed')} failed. The gate runs every example through each framework's newest version on the newest server, and by turns through a third of the oldest versions on the oldest and one of Liquibase's other layouts or of the runners of plain SQL; \`npm run lab:full\` runs all on both, which takes longer than a day: the second table says when each part was last run.

Each cell has a mark for each server, ${servers.join(' then ')}: ● by the framework's own command line, ○ by its engine, – not run there, ✗ failed.

${row(['Example', ...tools])}
${row(['---', ...tools.map(() => ':-:')])}
${examples.map(example => row([example, ...tools.map(tool => servers.map(server => mark(example, tool, server)).join(' '))])).join('\n')}

## When

Examples run, and when. Some need a newer server than ${servers.at(0)}.

${row(['Framework', ...servers.flatMap(server => [`${server}, by command`, `${server}, by engine`])])}
${row(['---', ...servers.flatMap(() => ['---', '---'])])}
${tools.map(tool => row([tool, ...servers.flatMap(server => ['command', 'engine'].map(by => when(tool, server, by)))])).join('\n')}
`
const save = async (path, content) => writeFileSync(path, await format(content, { ...(await resolveConfig(path)), filepath: path }))
await save(page, text)
writeFileSync(
  kept,
  `${JSON.stringify(Object.fromEntries([...runs].sort().map(([run, ends]) => [run, Object.fromEntries([...ends].sort())])), undefined, 1)}\n`,
)
console.log(`wrote ${page}: ${count('passed')} passed, ${count('failed')} failed`)
process.exitCode = count('failed') > 0 ? 1 : 0
