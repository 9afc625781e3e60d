import { keyOf, nameOf, type Name } from '../../model/name.ts'
import type { Expression, Schema, Table } from '../../model/schema.ts'
import { buildTable } from '../build-table.ts'
import { checkTable } from '../check-table.ts'
import { keysIn } from '../keys-in.ts'
import { alreadyThere, mistake } from '../mistakes.ts'
import { nameFrom } from '../object.ts'
import { changes, unless, withEntry, wrong, type Outcome, type SchemaOperation, type Situation } from '../outcome.ts'
import type { TableDefinition } from '../table.ts'
import { partitionLike } from '../partition-like.ts'

const refuseTaken = ({ schema, site }: Situation, name: Name, then: () => Outcome): Outcome => {
  const taken = (['tables', 'views', 'sequences'] as const).find(record => schema[record].get(keyOf(name)) !== undefined)
  return taken === undefined ? then() : wrong(alreadyThere(taken.slice(0, -1), 'The schema', keyOf(name), site()))
}

const createTable = (situation: Situation, key: string, definition: TableDefinition<unknown>): Outcome =>
  refuseTaken(situation, nameFrom(key), () => {
    const { schema, site } = situation
    const { value: table, diagnostics } = buildTable(nameFrom(key), definition, keysIn(schema))
    const grown: Schema = { ...schema, tables: schema.tables.with(keyOf(table.name), table) }
    return unless([...diagnostics, ...checkTable(table, grown, site)], { kind: 'create-table', table })
  })

const dropTable = (situation: Situation, key: string): Outcome =>
  withTable(situation, key, table => {
    const holders = situation.schema.tables
      .values()
      .filter(t => keyOf(t.name) !== keyOf(table.name))
      .flatMap(t =>
        t.constraints.flatMap(c =>
          c.kind === 'foreign-key' && keyOf(c.references) === keyOf(table.name) ? [`${c.name} of ${keyOf(t.name)}`] : [],
        ),
      )
    return unless(
      holders.length === 0
        ? []
        : [
            mistake(
              'table-is-referenced',
              `${keyOf(table.name)} cannot be dropped: ${holders.join(', ')} ${holders.length === 1 ? 'references' : 'reference'} it`,
              'Drop these foreign keys first: .table(…, t => t.dropConstraint(…)).',
              situation.site(),
            ),
          ],
      { kind: 'drop-table', table },
    )
  })

const withTable = (situation: Situation, key: string, then: (table: Table) => Outcome): Outcome =>
  withEntry(situation, 'tables', nameFrom(key), then)

const renameTable = (situation: Situation, key: string, to: string): Outcome =>
  withTable(situation, key, ({ name }) =>
    refuseTaken(situation, nameOf(to, name.schema), () => changes({ kind: 'rename-table', from: name, to })),
  )

/** Null: into the schema the search path finds first. */
const moveTable = (situation: Situation, key: string, to: string | null): Outcome =>
  withTable(situation, key, ({ name }) =>
    refuseTaken(situation, nameOf(name.name, to ?? undefined), () => changes({ kind: 'move-table', from: name, to: to ?? undefined })),
  )

const withPartitioned = (situation: Situation, key: string, then: (parent: Table) => Outcome): Outcome =>
  withTable(situation, key, parent =>
    parent.partitioning === undefined
      ? wrong(
          mistake(
            'not-partitioned',
            `${keyOf(parent.name)} is not partitioned`,
            'Partitions belong to a table with partitionBy.',
            situation.site(),
          ),
        )
      : then(parent),
  )

const createPartition = (
  situation: Situation,
  key: string,
  { of, bounds }: { readonly of: string; readonly bounds: Expression },
): Outcome =>
  refuseTaken(situation, nameFrom(key), () =>
    withPartitioned(situation, of, parent =>
      changes({
        kind: 'create-partition',
        table: partitionLike(nameFrom(key), parent, bounds.sql),
        partitionOf: { parent: parent.name, bounds: bounds.sql },
      }),
    ),
  )

const attachPartition = (
  situation: Situation,
  key: string,
  { of, bounds }: { readonly of: string; readonly bounds: Expression },
): Outcome =>
  withTable(situation, key, table =>
    withPartitioned(situation, of, parent =>
      unless(
        table.partitionOf === undefined
          ? []
          : [
              mistake(
                'already-partition',
                `${keyOf(table.name)} is a partition of ${keyOf(table.partitionOf.parent)} already`,
                'Detach it there first.',
                situation.site(),
              ),
            ],
        { kind: 'attach-partition', table: table.name, partitionOf: { parent: parent.name, bounds: bounds.sql } },
      ),
    ),
  )

const withPartition = (
  situation: Situation,
  key: string,
  then: (table: Table, partitionOf: NonNullable<Table['partitionOf']>) => Outcome,
): Outcome =>
  withTable(situation, key, table =>
    table.partitionOf === undefined
      ? wrong(mistake('no-partition', `${keyOf(table.name)} is not a partition`, 'Name one that is.', situation.site()))
      : then(table, table.partitionOf),
  )

export const tableOperations = {
  createTable,
  dropTable,
  renameTable,
  moveTable,
  createPartition,
  attachPartition,
  detachPartition: (situation: Situation, key: string) =>
    withPartition(situation, key, (table, partitionOf) => changes({ kind: 'detach-partition', table: table.name, partitionOf })),
  dropPartition: (situation: Situation, key: string) =>
    withPartition(situation, key, (table, partitionOf) => changes({ kind: 'drop-partition', table, partitionOf })),
} satisfies Readonly<Record<string, SchemaOperation>>
