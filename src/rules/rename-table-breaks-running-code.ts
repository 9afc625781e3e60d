import { keyOf } from '../model/name.ts'
import type { StepOf } from '../steps/step.ts'
import type { Judged } from './judge.ts'
import { comesBack, isKnownToCode, takesOver } from './running-code.ts'
import { ofKind, type Context, type Rule } from './rule.ts'

const isStandIn = (
  context: Context,
  at: Judged & { readonly step: StepOf<'rename-table' | 'set-table-schema' | 'rename-view'> },
): boolean => at.step.kind !== 'set-table-schema' && takesOver(context, at, { ...at.step.from, name: at.step.to })

export const renameTableBreaksRunningCode: Rule = {
  id: 'rename-table-breaks-running-code',
  severity: 'error',
  harm: 'From the moment of the rename every statement of running code on the old name fails (42P01). SET SCHEMA does the same to code that relies on the search path.',
  remedy: {
    words:
      'leave a view of the old name behind, in the same transaction, and drop it when no code uses it; `lockstep check --fix` plans it',
    sql: ['ALTER TABLE {table} RENAME TO {to}', 'CREATE VIEW {table} AS SELECT * FROM {to}'],
    rails: ['rename_table :{table}, :{to}', 'execute "CREATE VIEW {table} AS SELECT * FROM {to}"'],
    alembic: ["op.rename_table('{table}', '{to}')", 'op.execute("CREATE VIEW {table} AS SELECT * FROM {to}")'],
  },
  check: context =>
    ofKind(context.steps, 'rename-table', 'set-table-schema', 'rename-view')
      .filter(at => isKnownToCode(context, at, at.step.from) && !comesBack(context, at, at.step.from) && !isStandIn(context, at))
      .map(at => ({ at, message: `code that runs names ${keyOf(at.step.from)}, which is gone from then on`, breaks: at.effects.breaks })),
}
