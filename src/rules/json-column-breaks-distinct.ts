import { keyOf } from '../model/name.ts'
import { isKnownToCode } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'

export const jsonColumnBreaksDistinct: Rule = {
  id: 'json-column-breaks-distinct',
  severity: 'warning',
  harm: 'The type json has no equality: SELECT DISTINCT and UNION over every column of the table fail from then on (42883), in running code too.',
  remedy: {
    words: 'use jsonb, which has one',
    sql: ['ALTER TABLE {table} ADD COLUMN {column} jsonb'],
    rails: ['add_column :{table}, :{column}, :jsonb'],
    laravel: ["$table->jsonb('{column}')->nullable();"],
    alembic: ["op.add_column('{table}', sa.Column('{column}', postgresql.JSONB(), nullable=True))"],
  },
  check: context =>
    ofKind(context.steps, 'add-column')
      .filter(at => at.step.column.type.kind === 'json' && isKnownToCode(context, at, at.step.table))
      .map(at => ({
        at,
        message: `SELECT DISTINCT over every column of ${keyOf(at.step.table)} fails with 42883 once it has the json column ${at.step.column.name}`,
        breaks: at.effects.breaks.filter(({ heals }) => !heals),
      })),
}
