import type { Constraint as ConstraintNode, CreateStmt } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import type { Constraint, Table } from '../../../model/schema.ts'
import { canBeReferenced } from '../../../steps/dependents.ts'
import { isPlainNotNull } from '../../../steps/inherit.ts'
import type { Step } from '../../../steps/step.ts'
import { present } from '../introspect/catalog.ts'
import { mergedKeys } from './merged-keys.ts'
import { named, readConstraint, type Attributes } from './constraint.ts'
import { readColumn } from './column.ts'
import { copiedFrom } from './like.ts'
import { newName, tableNamed, type Reading } from './names.ts'
import { NoStep, outside } from './no-step.ts'
import { allOf, asKind } from './nodes.ts'
import { boundsOf, partitionedBy, partitionFrom } from './partition.ts'
import { optionsText } from './storage.ts'

interface Drafted {
  readonly node: ConstraintNode
  readonly column?: string
  readonly attributes?: Attributes
}

/** Not-null constraints are read where they have names, keys first: foreign keys may refer to those. */
const constraintsOf = (reading: Reading, table: Table, drafts: readonly Drafted[]): readonly Constraint[] => {
  const rank = ({ node }: Drafted): number => (node.contype === 'CONSTR_PRIMARY' ? 0 : node.contype === 'CONSTR_FOREIGN' ? 2 : 1)
  const names = drafts.flatMap(({ node }) => node.conname ?? [])
  let made: readonly Constraint[] = []
  const sorted = drafts.toSorted((a, b) => rank(a) - rank(b))
  const merged = mergedKeys(
    sorted.map(({ node, column, attributes }) => ({ node, key: readConstraint(reading, node, column, table, attributes) })),
  )
  for (const { node, column, attributes } of sorted) {
    if (merged.dropped.has(node)) continue
    const constraint = readConstraint(reading, node, column, { ...table, constraints: made }, attributes)
    if (constraint === undefined) continue
    const said = { ...constraint, name: merged.names.get(node) ?? constraint.name }
    const whole = named(reading, table.name, said, node, [...names, ...made.map(c => c.name)])
    if (!isPlainNotNull(table, whole, reading.major >= 18)) made = [...made, whole]
  }
  return made
}

/** A key column is NOT NULL, a table's not-null constraint makes its column so. */
const required = (table: Table): Table => {
  const columns = table.constraints.flatMap(c => (c.kind === 'primary-key' ? c.columns : c.kind === 'not-null' ? [c.column] : []))
  return { ...table, columns: table.columns.map(c => (c.nullable && columns.includes(c.name) ? { ...c, nullable: false } : c)) }
}

const canRefer = (reading: Reading, table: Table, constraint: Constraint): boolean => {
  if (constraint.kind !== 'foreign-key') return true
  const other = keyOf(constraint.references) === keyOf(table.name) ? table : tableNamed(reading, constraint.references)
  return other !== undefined && canBeReferenced(other, constraint.referencedColumns)
}

export const createTable = (reading: Reading, node: CreateStmt): readonly Step[] => {
  const name: Name = newName(reading, node.relation ?? {})
  if (node.relation?.relpersistence === 't') throw outside('makes a temporary table')
  if (node.if_not_exists && (tableNamed(reading, name) ?? reading.schema.views.get(keyOf(name))) !== undefined) return []
  if (node.ofTypename !== undefined) throw new NoStep('makes a table of a type', [keyOf(name)])
  if (node.inhRelations !== undefined && node.partbound === undefined) throw new NoStep('makes a table that inherits', [keyOf(name)])

  const drafts: Drafted[] = []
  let table: Table = present<Table>({
    name,
    columns: [],
    constraints: [],
    indexes: [],
    options: optionsText(node.options),
    unlogged: node.relation?.relpersistence === 'u' ? true : undefined,
  })
  if (node.partbound !== undefined) table = partitionFrom(reading, table, node)
  const names: string[] = []
  for (const element of node.tableElts ?? []) {
    const def = asKind(element, 'ColumnDef')
    const like = asKind(element, 'TableLikeClause')
    const constraint = asKind(element, 'Constraint')
    if (def !== undefined && node.partbound === undefined) {
      const { column, constraints } = readColumn(reading, name, def, names)
      if (column.ownedSequence !== undefined) names.push(column.ownedSequence.name)
      table = { ...table, columns: [...table.columns, column] }
      drafts.push(...constraints.map(each => ({ ...each, column: column.name })))
    } else if (def !== undefined) {
      // In a partition a column may only add to what its parent says.
      const constraints = allOf(def.constraints, 'Constraint')
      const { column } = readColumn(reading, name, { ...def, typeName: { names: [] } }, names)
      table = {
        ...table,
        columns: table.columns.map(c =>
          c.name === column.name ? present({ ...c, default: column.default ?? c.default, nullable: c.nullable && column.nullable }) : c,
        ),
      }
      drafts.push(
        ...constraints
          .filter(each => !['CONSTR_NOTNULL', 'CONSTR_DEFAULT'].includes(each.contype ?? ''))
          .map(each => ({ node: each, column: column.name })),
      )
    } else if (like !== undefined) table = copiedFrom(reading, table, like)
    else if (constraint !== undefined) drafts.push({ node: constraint })
  }
  table = required({ ...table, constraints: [...table.constraints, ...constraintsOf(reading, table, drafts)] })
  if (node.partspec !== undefined) table = { ...table, partitioning: partitionedBy(reading, node.partspec) }
  if (node.partbound !== undefined) table = { ...table, partitionOf: boundsOf(reading, node) }

  const later = table.constraints.filter(c => !canRefer(reading, table, c))
  return [
    {
      kind: 'create-table',
      table: { ...table, constraints: table.constraints.filter(c => !later.includes(c)) },
      ...(node.partbound === undefined ? {} : { inParent: true as const }),
    },
    ...later.map((constraint): Step => ({ kind: 'add-constraint', table: name, constraint })),
  ]
}
