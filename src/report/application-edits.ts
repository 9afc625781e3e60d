import type { FrameworkId } from '../model/framework.ts'
import type { ApplicationEdit } from '../model/gate.ts'
import { alembicEdits } from './edits/alembic.ts'
import type { EditAdvice, SomeEdits } from './edits/edit.ts'
import { javaEdits } from './edits/java.ts'
import { laravelEdits } from './edits/laravel.ts'
import { plainEdits } from './edits/plain.ts'
import { railsEdits } from './edits/rails.ts'

/** Which application usually stands behind a migration framework. */
const editsOf: Readonly<Record<FrameworkId, SomeEdits>> = {
  rails: railsEdits,
  laravel: laravelEdits,
  alembic: alembicEdits,
  flyway: javaEdits,
  liquibase: javaEdits,
  sql: {},
}

/**
 * The edit a gate line asks for, in the words of the framework's own ORM where they differ from plain ones.
 *
 * @param framework the framework the files are written for; absent while only planning
 */
export function adviseEdit(edit: ApplicationEdit, framework: FrameworkId | undefined, _plan: unknown): EditAdvice {
  const own = framework === undefined ? undefined : editsOf[framework][edit.kind]
  // The compiler cannot see that an edit and its kind's entry belong together.
  return ((own ?? plainEdits[edit.kind]) as (edit: ApplicationEdit) => EditAdvice)(edit)
}
