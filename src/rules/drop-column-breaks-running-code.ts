import { keyOf } from '../model/name.ts'
import { isKnownToCode } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'

export const dropColumnBreaksRunningCode: Rule = {
  id: 'drop-column-breaks-running-code',
  severity: 'warning',
  harm: 'Code that still names the column fails (42703), and so do ORMs that list every column they saw at start. The values are gone, and no way back brings them.',
  remedy: {
    words: 'deploy code that ignores the column first, wait until no older process runs, then drop it; say so with lockstep:allow',
    rails: ['self.ignored_columns += ["{column}"] # in the model, one deploy earlier'],
    laravel: ["// one deploy earlier: take '{column}' out of $fillable, $casts and every query"],
    alembic: ['# one deploy earlier: take the attribute out of the mapped class'],
  },
  check: context =>
    ofKind(context.steps, 'drop-column')
      .filter(at => isKnownToCode(context, at, at.step.table, at.step.column.name))
      .map(at => ({
        at,
        message: `code that runs may still name ${keyOf(at.step.table)}.${at.step.column.name}; its values are lost for good`,
        breaks: at.effects.breaks,
      })),
}
