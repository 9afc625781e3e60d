// How much of real histories is read and understood, and how fast: `npm run histories -- FOLDER…`, each a repository or the
// folder its migrations lie in; `FOLDER=FRAMEWORK` where it has several sets. Prints a table; nothing fails here.
import { performance } from 'node:perf_hooks'
import { basename, relative, resolve } from 'node:path'
import { fidelityOf, passagesOf } from '../src/convert/fidelity.ts'
import { postgres } from '../src/engines/postgres/index.ts'
import { replay, type Replayed } from '../src/history/replay.ts'
import type { FrameworkId } from '../src/model/framework.ts'
import { readHistory } from '../src/pipeline/read-history.ts'
import { openRepository, rootOf } from '../src/pipeline/repository.ts'

const columns = ['history', 'framework', 'files', 'migrations', 'exact', 'SQL kept', 'code kept', 'unreadable', 'ways back', 'files/s']
const engine = await postgres({ engine: 'postgres', major: 18, minor: 0 })
const rows: (readonly string[])[] = []

for (const argument of process.argv.slice(2)) {
  const [path = '', from] = argument.split('=')
  const folder = resolve(path)
  const root = rootOf(folder)
  const within = relative(root, folder)
  const repository = openRepository(root)
  const read = () => readHistory({ repository, within, prefix: '', from: (from as FrameworkId | undefined) ?? 'auto', options: {} })
  // The first time loads the parser.
  await read()
  const start = performance.now()
  const found = await read()
  if (!found.ok) {
    rows.push([basename(folder), found.diagnostics.map(({ message }) => message.split('\n')[0]).join(' ')])
    continue
  }
  const { framework, files, history } = found.value
  const played = replay(history, { engine })
  const seconds = (performance.now() - start) / 1000
  const share = (is: (one: Replayed) => boolean): string =>
    `${((100 * played.filter(is).length) / Math.max(1, played.length)).toFixed(1)} %`
  rows.push([
    basename(folder),
    framework,
    String(files.length),
    String(played.length),
    share(one => fidelityOf(passagesOf(one)) === 'exact'),
    share(one => fidelityOf(passagesOf(one)) === 'sql'),
    share(one => fidelityOf(passagesOf(one)) === 'code'),
    String([...history.diagnostics, ...played.flatMap(one => one.diagnostics)].filter(({ severity }) => severity !== 'note').length),
    share(one => one.down !== undefined),
    (files.length / seconds).toFixed(0),
  ])
}

const widths = columns.map((column, n) => Math.max(column.length, ...rows.filter(row => row.length > 2).map(row => row[n]?.length ?? 0)))
for (const row of [columns, ...rows])
  console.log(
    row
      .map((cell, n) => (row.length < 3 ? cell : n < 2 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!)))
      .join('  ')
      .trimEnd(),
  )
