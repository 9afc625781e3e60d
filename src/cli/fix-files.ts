import { basename, extname, join } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { FrameworkId } from '../model/framework.ts'
import type { Fix } from '../pipeline.ts'
import type { FileToWrite } from './write-files.ts'

export interface FixFiles {
  readonly files: readonly FileToWrite[]
  /** Where each safe version is, or why there is none. */
  readonly told: readonly Diagnostic[]
}

/**
 * The safe version of each migration, in a folder of its own, never among the migrations: its stages have gates.
 *
 * @param target the framework they are written for, where that is not the migrations' own
 */
export async function fixFiles(fixes: readonly Fix[], out: string, target?: FrameworkId): Promise<FixFiles> {
  const { reportPlan } = await import('../pipeline.ts')
  const told: string[] = []
  const files: FileToWrite[] = []
  for (const { file, framework, safe, because, isFollowed } of fixes) {
    if (safe === undefined) {
      told.push(`${file}: no safe version is written. ${because ?? ''}`)
      continue
    }
    const folder = join(out, basename(file, extname(file)))
    files.push({ path: join(folder, 'PLAN.md'), content: await reportPlan(safe.plan, { format: 'md', framework: target ?? framework }) })
    const placed = new Map<string, string>()
    for (const { name, from, content, stage } of safe.files) {
      const phase = safe.plan.stages.find(({ number }) => number === stage)?.phase ?? 'expand'
      const place = from === 'root' ? 'root' : from === 'plan' ? '.' : `${stage}-${phase}`
      placed.set(join(folder, place, name), content)
    }
    for (const [path, content] of placed) files.push({ path, content })
    const { stages } = safe.plan
    told.push(
      `${file}: the safe version is in ${folder}, ${stages.length === 1 ? 'one stage' : `${stages.length} stages`}; PLAN.md says when each may run` +
        (safe.files.some(({ from }) => from === 'root') ? '; what lies in root/ belongs there, seen from the root of the repository' : '') +
        (isFollowed ? '. Later migrations were written for what this one leaves: they come after the last stage' : ''),
    )
  }
  return { files, told: told.map(message => ({ code: 'fix', severity: 'note', message })) }
}
