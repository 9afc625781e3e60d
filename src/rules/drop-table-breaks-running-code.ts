import { keyOf } from '../model/name.ts'
import { comesBack, isKnownToCode } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'

export const dropTableBreaksRunningCode: Rule = {
  id: 'drop-table-breaks-running-code',
  severity: 'warning',
  harm: 'Code that still names the table fails (42P01), and its rows are gone: no way back brings them.',
  remedy: {
    words: 'deploy code without the table first; rename it out of the way, which can be undone, and drop it some weeks later',
    sql: ['ALTER TABLE {table} RENAME TO {table}_dropped'],
    rails: ['rename_table :{table}, :{table}_dropped'],
    laravel: ["Schema::rename('{table}', '{table}_dropped');"],
    alembic: ["op.rename_table('{table}', '{table}_dropped')"],
  },
  check: context =>
    ofKind(context.steps, 'drop-table')
      .filter(at => isKnownToCode(context, at, at.step.table.name))
      .map(at => ({
        at,
        message: `${comesBack(context, at, at.step.table.name) ? '' : `code that runs may still name ${keyOf(at.step.table.name)}; `}its rows are lost for good`,
        breaks: at.effects.breaks,
        ...(comesBack(context, at, at.step.table.name) ? { severity: 'error' as const } : {}),
      })),
}
