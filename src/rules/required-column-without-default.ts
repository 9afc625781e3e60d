import { keyOf } from '../model/name.ts'
import { isKnownToCode } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'
import type { Step } from '../steps/step.ts'

/** NOT NULL, and nothing says what the rows that are there have in it. */
export const isRequiredColumn = (step: Step): boolean =>
  step.kind === 'add-column' &&
  !step.column.nullable &&
  step.column.default === undefined &&
  step.column.identity === undefined &&
  step.column.generated === undefined

export const requiredColumnWithoutDefault: Rule = {
  id: 'required-column-without-default',
  severity: 'error',
  harm: 'ADD COLUMN … NOT NULL without a default fails on a table with rows (23502); on an empty one it makes every insert of running code fail that does not know the column.',
  remedy: {
    words: 'give it a default (a constant one costs nothing), or add it nullable, fill it, and require it when all code writes it',
    sql: ['ALTER TABLE {table} ADD COLUMN {column} {type} NOT NULL DEFAULT <value>'],
    rails: ['add_column :{table}, :{column}, :<type>, null: false, default: <value>'],
    laravel: ["$table->addColumn('<type>', '{column}')->default(<value>);"],
    alembic: ["op.add_column('{table}', sa.Column('{column}', <type>, nullable=False, server_default=<value>))"],
    liquibase: ['<column name="{column}" type="{type}" defaultValue="<value>"><constraints nullable="false"/></column>'],
  },
  check: context =>
    ofKind(context.steps, 'add-column').flatMap(at => {
      const { table, column } = at.step
      if (!isRequiredColumn(at.step) || !isKnownToCode(context, at, table)) return []
      return [
        {
          at,
          message: `adding ${keyOf(table)}.${column.name} fails unless the table is empty: rows that are there have no value for it (23502)`,
          breaks: at.effects.breaks.filter(({ heals }) => !heals),
        },
      ]
    }),
}
