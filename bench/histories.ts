// How much of real histories is read and understood, and how fast: `npm run histories -- FOLDER…`, each a repository or the
// folder its migrations lie in. Prints a table; nothing fails here.
import { performance } from 'node:perf_hooks'
import { basename, relative, resolve } from 'node:path'
import { fidelityOf, passagesOf } from '../src/convert/fidelity.ts'
import { postgres } from '../src/engines/postgres/index.ts'
import { replay, type Replayed } from '../src/history/replay.ts'
import { findProjects, isBelow, readProject, sourcesOf } from '../src/pipeline/projects.ts'
import { openRepository, rootOf } from '../src/pipeline/repository.ts'

const columns = ['history', 'framework', 'files', 'migrations', 'exact', 'SQL kept', 'code kept', 'warnings', 'ways back', 'files/s']
const engine = await postgres({ engine: 'postgres', major: 18, minor: 0 })
const rows: (readonly string[])[] = []

for (const folder of process.argv.slice(2)) {
  const root = rootOf(resolve(folder))
  const within = relative(root, resolve(folder))
  const repository = openRepository(root)
  const found = (await findProjects(repository)).filter(({ project }) =>
    project.folders.some(path => isBelow(path, within) || isBelow(within, path)),
  )
  if (found.length === 0) rows.push([basename(folder), 'no migrations that are known here'])
  for (const each of found) {
    const files = await sourcesOf(each, repository)
    // The first time loads the parser.
    await readProject(each, files, repository)
    const start = performance.now()
    const history = await readProject(each, files, repository)
    const played = replay(history, { engine })
    const seconds = (performance.now() - start) / 1000
    const share = (is: (one: Replayed) => boolean): string =>
      `${((100 * played.filter(is).length) / Math.max(1, played.length)).toFixed(1)} %`
    const met = [...history.diagnostics, ...played.flatMap(one => one.diagnostics)]
    rows.push([
      found.length === 1 ? basename(folder) : `${basename(folder)}: ${each.project.folders[0]}`,
      each.framework,
      String(files.length),
      String(played.length),
      share(one => fidelityOf(passagesOf(one)) === 'exact'),
      share(one => fidelityOf(passagesOf(one)) === 'sql'),
      share(one => fidelityOf(passagesOf(one)) === 'code'),
      String(met.filter(({ severity }) => severity !== 'note').length),
      share(one => one.down !== undefined),
      (files.length / seconds).toFixed(0),
    ])
  }
}

const widths = columns.map((column, n) => Math.max(column.length, ...rows.filter(row => row.length > 2).map(row => row[n]?.length ?? 0)))
for (const row of [columns, ...rows])
  console.log(
    row
      .map((cell, n) => (row.length < 3 ? cell : n < 2 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!)))
      .join('  ')
      .trimEnd(),
  )
