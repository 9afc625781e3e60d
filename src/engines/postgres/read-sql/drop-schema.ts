import type { Entries } from '../../../model/entries.ts'
import type { DropStmt } from 'libpg-query'
import type { Name } from '../../../model/name.ts'
import type { Step } from '../../../steps/step.ts'
import { nameIn } from '../identifier.ts'
import { quoteIdentifier } from '../quote.ts'
import { tableHolders, typeHolders, viewHolders } from './cascade.ts'
import type { Reading } from './names.ts'
import { known } from './opaque.ts'

/** Steps that say the same twice say it once: one thing may hold several. */
const once = (steps: readonly Step[]): readonly Step[] => [...new Map(steps.map(step => [JSON.stringify(step), step])).values()]

const contents = (reading: Reading, home: string | undefined): readonly Step[] => {
  const { schema } = reading
  const within = <T extends { readonly name: Name }>(entries: Entries<T>): readonly T[] =>
    entries.values().filter(each => each.name.schema === home)
  const tables = within(schema.tables)
  return once([
    ...within(schema.views).flatMap((view): readonly Step[] => [...viewHolders(reading, view.name), { kind: 'drop-view', view }]),
    ...tableHolders(reading, tables),
    ...tables.flatMap(table =>
      table.constraints
        .filter(c => c.kind === 'foreign-key' && !c.inherited)
        .map((constraint): Step => ({ kind: 'drop-constraint', table: table.name, constraint })),
    ),
    ...tables.filter(table => table.partitionOf === undefined).map((table): Step => ({ kind: 'drop-table', table })),
    ...within(schema.sequences)
      .filter(each => each.ownedBy === undefined)
      .map((sequence): Step => ({ kind: 'drop-sequence', sequence })),
    ...within(schema.routines).map((routine): Step => ({ kind: 'drop-routine', routine })),
    ...within(schema.domains).flatMap((domain): readonly Step[] => [...typeHolders(reading, domain.name), { kind: 'drop-domain', domain }]),
    ...within(schema.enums).flatMap((each): readonly Step[] => [...typeHolders(reading, each.name), { kind: 'drop-enum', enum: each }]),
  ])
}

/** DROP SCHEMA … CASCADE: all that is in it, and then the schema, which is no object of the model. */
export const dropSchema = (reading: Reading, name: string, { behavior, missing_ok }: DropStmt): readonly Step[] => [
  ...(behavior === 'DROP_CASCADE' ? contents(reading, nameIn(name, '').schema) : []),
  known(
    `DROP SCHEMA ${missing_ok ? 'IF EXISTS ' : ''}${quoteIdentifier(name)}${behavior === 'DROP_CASCADE' ? ' CASCADE' : ''}`,
    'drops a schema',
    {
      verb: 'other',
      ...(behavior === 'DROP_CASCADE' ? { whole: true } : {}),
    },
  ),
]
