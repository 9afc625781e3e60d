import { keyOf, sibling } from '../model/name.ts'
import { tableIn } from '../model/schema.ts'
import { chosenName } from '../steps/chosen-name.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeOf } from './change.ts'
import { oldVersionDrained, writesColumn } from './gates.ts'
import { draft, expand, type Candidate, type ChangeBehaviour, type Refusal } from './recipe.ts'

/** How a column gets its values: identity and generated expressions. */

type SetIdentity = ChangeOf<'set-identity'>

const identitySteps = ({ table, column, to }: SetIdentity): readonly Step[] => [
  ...(to !== undefined && column.default !== undefined
    ? [{ kind: 'set-default', table, column: column.name, from: column.default, to: undefined } as const]
    : []),
  { kind: 'set-identity', table, column: column.name, from: column.identity, to },
]

export const setIdentity: ChangeBehaviour<SetIdentity> = {
  recipes: [
    (change, context): Candidate | Refusal => {
      const { table, column, to } = change
      const recipe = 'set-identity'
      const numbers = ['smallint', 'integer', 'bigint']
      if (to !== undefined && !numbers.includes(column.type.kind))
        return {
          recipe,
          refused: `${column.name} is ${column.type.native}; an identity column is an integer`,
          instead: 'change its type first',
        }
      if (to !== undefined && column.nullable)
        return { recipe, refused: `${column.name} may be NULL`, instead: `make it required first: t.makeRequired('${column.name}')` }
      const together = `identity ${keyOf(table)}.${column.name}`
      const advance: readonly Step[] =
        to === undefined || column.identity !== undefined
          ? []
          : [
              {
                kind: 'advance-sequence',
                sequence: sibling(table, chosenName(table.name, [column.name], 'seq')),
                table,
                column: column.name,
              },
            ]
      const gate =
        to === undefined && !context.isNew(tableIn(context.schema, table)!) ? [writesColumn(table, column.name), oldVersionDrained()] : []
      return {
        recipe,
        how:
          to === undefined
            ? 'waits for code that numbers its rows itself, then drops the identity'
            : 'makes the column an identity column whose next value lies above all present ones',
        stages: [{ ...expand(...[...identitySteps(change), ...advance].map(step => draft(step, { together }))), gate }],
      }
    },
  ],
  direct: identitySteps,
  describe: ({ table, column, to }) =>
    `${to === undefined ? 'drop the identity of' : 'make an identity column of'} ${keyOf(table)}.${column.name}`,
}

type SetGenerated = ChangeOf<'set-generated'>

const generatedStep = ({ table, column, to }: SetGenerated): Step => ({
  kind: 'set-generated',
  table,
  column: column.name,
  from: column.generated!,
  to,
})

export const setGenerated: ChangeBehaviour<SetGenerated> = {
  recipes: [
    (change, context): Candidate | Refusal => {
      const { table: name, column, to } = change
      const recipe = 'set-generated'
      const table = tableIn(context.schema, name)!
      if (column.generated === undefined)
        return {
          recipe,
          refused: `${column.name} is a plain column, and the server cannot turn it into a generated one`,
          instead: 'add a generated column, then drop this one',
        }
      if (to === undefined) {
        if (!context.engine.can.dropExpression)
          return {
            recipe,
            refused: 'dropping an expression came with PostgreSQL 13',
            instead: 'add a plain column, backfill it, then drop this one',
          }
        if (!column.generated.stored)
          return {
            recipe,
            refused: 'a virtual column has no stored values to keep',
            instead: 'add a plain column, backfill it, then drop this one',
          }
        return {
          recipe,
          how: 'waits for code that writes the column itself, then keeps the stored values as plain ones',
          stages: [
            {
              ...expand(
                draft(generatedStep(change), {
                  rollback: { grade: 'irreversible', because: 'the server cannot turn a plain column into a generated one' },
                }),
              ),
              gate: [writesColumn(name, column.name), oldVersionDrained()],
            },
          ],
        }
      }
      if (!context.engine.can.setExpression)
        return {
          recipe,
          refused: 'changing an expression came with PostgreSQL 17',
          instead: 'add a second generated column, then drop the first',
        }
      if (column.generated.stored && !context.isSmall(table) && !context.isNew(table))
        return {
          recipe,
          refused: 'the table is rewritten under an exclusive lock',
          instead: 'add a second generated column, then drop the first; or state the table as small',
        }
      return { recipe, how: 'changes the expression in place', stages: [expand(draft(generatedStep(change)))] }
    },
  ],
  direct: change => [generatedStep(change)],
  describe: ({ table, column, to }) => `${to === undefined ? 'drop' : 'change'} the expression of ${keyOf(table)}.${column.name}`,
}

type SetCollation = ChangeOf<'set-collation'>

const collationStep = ({ table, column, to }: SetCollation): Step => {
  const { collation: _, ...rest } = column
  return { kind: 'alter-column-type', table, from: column, to: to === undefined ? rest : { ...rest, collation: to } }
}

export const setCollation: ChangeBehaviour<SetCollation> = {
  recipes: [
    (change, context): Candidate | Refusal => {
      const table = tableIn(context.schema, change.table)!
      const heavy = context.engine.effects(collationStep(change), context.schema).locks.some(lock => lock.work !== 'none')
      return heavy && !context.isSmall(table) && !context.isNew(table)
        ? {
            recipe: 'set-collation',
            refused: 'what is sorted by it (indexes, checks) would be built again under an exclusive lock',
            instead: 'add a column with the new collation and move over, or state the table as small',
          }
        : {
            recipe: 'set-collation',
            how: 'changes the collation in the catalog',
            stages: [expand(draft(collationStep(change)))],
            notes: [`Queries that sort or compare ${keyOf(change.table)}.${change.column.name} answer in the new order at once.`],
          }
    },
  ],
  direct: change => [collationStep(change)],
  describe: ({ table, column, to }) => `set the collation of ${keyOf(table)}.${column.name} to ${to ?? 'its default'}`,
}
