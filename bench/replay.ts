// Measures what Lockstep adds to each file of a history that is replayed on an empty database: `npm run bench:replay`. The figure is 20 ms.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { startServer } from '../src/verify/postgres-server.ts'
import { lockstep } from '../test/cli/terminal.ts'
import { historyFiles } from '../test/scenarios/history.ts'
import { overheadOf } from '../test/scenarios/overhead.ts'

const root = mkdtempSync(join(tmpdir(), 'lockstep-replay-'))
for (const [path, content] of Object.entries(historyFiles())) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

/** The rehearsal of a change: its files for psql, and its plan. */
const rehearse = async (change: string, major: number): Promise<string> => {
  const out = join(root, `postgres-${major}`, basename(change, '.ts'))
  const words = ['--to', 'sql', '--engine', `postgres@${major}`, '--phase', 'all', '--out', out]
  const { code, error } = await lockstep('generate', join(root, change), ...words)
  if (code !== 0) throw new Error(error)
  return out
}

const changes = Object.keys(historyFiles()).filter(path => path.startsWith('lockstep/changes/'))
for (const major of [12, 14, 16, 18]) {
  const rehearsals: string[] = []
  for (const change of changes) rehearsals.push(await rehearse(change, major))
  const server = await startServer({ major })
  const { files, bare, whole, perFile } = await overheadOf(server, rehearsals, 7)
  await server.stop()
  const inMilliseconds = (time: number): string => `${time.toFixed(1)} ms`
  console.log(
    `PostgreSQL ${major}: ${files} files in ${inMilliseconds(whole)}, their bare statements in ${inMilliseconds(bare)}: ` +
      `${inMilliseconds(perFile)} of each file are Lockstep's, ${perFile <= 20 ? 'within' : 'OVER'} 20 ms`,
  )
}
rmSync(root, { recursive: true })
