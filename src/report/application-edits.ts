import type { FrameworkId } from '../model/framework.ts'
import type { ApplicationEdit } from '../model/gate.ts'
import { isSameName, type Name } from '../model/name.ts'
import type { Column } from '../model/schema.ts'
import type { Plan } from '../plan/plan.ts'
import { alembicEdits } from './edits/alembic.ts'
import type { EditAdvice, EditContext, PerEdit } from './edits/edit.ts'
import { javaEdits } from './edits/java.ts'
import { laravelEdits } from './edits/laravel.ts'
import { plainEdits } from './edits/plain.ts'
import { railsEdits } from './edits/rails.ts'

/** Which application usually stands behind a migration framework. */
const editsOf: Readonly<Record<FrameworkId, PerEdit>> = {
  rails: railsEdits,
  laravel: laravelEdits,
  alembic: alembicEdits,
  flyway: javaEdits,
  liquibase: javaEdits,
  sql: plainEdits,
}

/**
 * The edit a gate line asks for, in the words of the framework's own ORM.
 *
 * @param framework the framework the files are written for; absent while only planning
 */
export function adviseEdit(edit: ApplicationEdit, framework: FrameworkId | undefined, plan: Pick<Plan, 'changes' | 'stages'>): EditAdvice {
  const edits = framework === undefined ? plainEdits : editsOf[framework]
  // The compiler cannot see that an edit and its kind's entry belong together.
  return (edits[edit.kind] as (edit: ApplicationEdit, context: EditContext) => EditAdvice)(edit, {
    columnOf: (table, column) => columnIn(plan, table, column),
  })
}

function columnIn({ changes, stages }: Pick<Plan, 'changes' | 'stages'>, table: Name, name: string): Column | undefined {
  for (const change of changes) {
    if (!('table' in change) || 'columns' in change.table || !isSameName(change.table, table)) continue
    if (change.kind === 'rename-column' && change.to === name) return { ...change.from, name }
    if (change.kind === 'change-type' && change.from.name === name) return { ...change.from, type: change.to }
    if ('column' in change && typeof change.column === 'object' && change.column.name === name)
      return change.kind === 'make-required' || change.kind === 'make-optional'
        ? { ...change.column, nullable: change.kind === 'make-optional' }
        : change.column
  }
  const steps = stages.flatMap(({ units }) => units.flatMap(({ up }) => up.statements.map(({ step }) => step)))
  return steps.flatMap(step =>
    (step.kind === 'add-column' || step.kind === 'drop-column') && isSameName(step.table, table) && step.column.name === name
      ? [step.column]
      : [],
  )[0]
}
