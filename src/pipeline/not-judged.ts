import { dirname } from 'node:path/posix'
import { error, type Diagnostic, type Span } from '../model/diagnostic.ts'
import { isForAnother, type MigrationSet } from './read-sets.ts'

/** Of a project whose own settings name a server that is not known here: what PostgreSQL does would be no answer. */
export const otherEngine = (
  { framework, project, history, files }: MigrationSet,
  sets: readonly MigrationSet[],
): Diagnostic | undefined => {
  const own = project ?? sets.find(set => set.framework === framework && set.project !== undefined)?.project
  if (own?.engine === undefined || !isForAnother(own.engine)) return undefined
  const count = history.migrations.length
  const where = (project?.folders ?? [dirname(files[0]?.path ?? '.')]).join(', ')
  return {
    code: 'other-engine',
    severity: 'warning',
    message: `${where}: the project's settings say ${own.engine}, which is not supported yet; ${count === 1 ? 'the migration there was' : `the ${count} migrations there were`} not judged`,
    help: 'where they are for PostgreSQL as well, say so: --engine postgres@16, or engine in lockstep.config.ts',
  }
}

/** What went wrong in judging a migration, with where it did: the others are judged. */
export const ownMistake = (problem: unknown, at: Span): Diagnostic =>
  error(
    'own-mistake',
    `lockstep stumbled over a mistake of its own, and has not judged this migration: ${problem instanceof Error ? problem.message : String(problem)}`,
    `please report it, with this file${problem instanceof Error && problem.stack !== undefined ? ` and: ${problem.stack.split('\n').slice(1, 4).join(' ').replaceAll(/\s+/g, ' ').trim()}` : ''}`,
    at,
  )
