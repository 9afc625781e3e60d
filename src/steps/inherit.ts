import { keyOf, type Name } from '../model/name.ts'
import { columnIn, columnsOfConstraint, type Constraint, type Index, type Schema, type Table } from '../model/schema.ts'
import { chosenName } from './chosen-name.ts'
import { partitionsOf, putTable } from './edit.ts'
import type { Residue, Step } from './step.ts'

/** What of a partitioned table its partitions get a copy of. */
type Inherited = { readonly constraint: Constraint } | { readonly index: Index }

const shape = (object: object, ...leaveOut: readonly string[]): string =>
  JSON.stringify(
    Object.entries(object)
      .filter(([key, value]) => value !== undefined && !leaveOut.includes(key))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

const constraintShape = (constraint: Constraint): string =>
  constraint.kind === 'check'
    ? shape(constraint, 'validated', 'inherited', 'comment', 'noInherit')
    : shape(constraint, 'name', 'validated', 'inherited', 'comment', 'noInherit', 'with')
const indexShape = (index: Index): string => shape(index, 'name', 'valid', 'inherited', 'comment', 'with')

/** Are they the same but for their names? So the server recognises a partition's index or key as its parent's. */
export const isSameConstraint = (a: Constraint, b: Constraint): boolean => constraintShape(a) === constraintShape(b)
export const isSameIndex = (a: Index, b: Index): boolean => indexShape(a) === indexShape(b)

/** `lower(email)` → `lower`; anything else without a column counts as `expr`. */
const partName = ({ column, expression }: Index['parts'][number]): string =>
  column ?? /^\(*([a-z_]\w*)\(/.exec(expression ?? '')?.[1] ?? 'expr'

const labels = { 'primary-key': 'pkey', unique: 'key', exclusion: 'excl', 'foreign-key': 'fkey' } as const

const nameOnPartition = (constraint: Constraint, child: Table): string => {
  if (constraint.kind === 'check' || constraint.kind === 'not-null') return constraint.name
  if (constraint.kind === 'foreign-key' && !child.constraints.some(c => c.name === constraint.name)) return constraint.name
  const include = 'include' in constraint ? (constraint.include ?? []) : []
  const columns = constraint.kind === 'primary-key' ? [] : [...columnsOfConstraint(constraint), ...include]
  return chosenName(child.name.name, columns, labels[constraint.kind])
}

/** The columns a constraint makes NOT NULL: those of a primary key at once, one of a not-null when it is valid. */
const withRequired = (table: Table, constraint: Constraint): Table => {
  const required =
    constraint.kind === 'primary-key'
      ? constraint.columns
      : constraint.kind === 'not-null' && constraint.validated
        ? [constraint.column]
        : []
  return { ...table, columns: table.columns.map(c => (c.nullable && required.includes(c.name) ? { ...c, nullable: false } : c)) }
}

/**
 * A valid NOT NULL of the usual name is a property of its column and no object of its own.
 *
 * @param hasNames false where the server keeps no names of them at all
 */
export const isPlainNotNull = (table: Table, constraint: Constraint, hasNames = true): boolean =>
  constraint.kind === 'not-null' &&
  constraint.validated &&
  constraint.noInherit !== true &&
  (!hasNames || constraint.inherited === true || constraint.name === chosenName(table.name.name, [constraint.column], 'not_null'))

export const withConstraint = (table: Table, constraint: Constraint, hasNames = true): Table => {
  const required = withRequired(table, constraint)
  return isPlainNotNull(table, constraint, hasNames) ? required : { ...required, constraints: [...table.constraints, constraint] }
}

const inheritConstraint = (child: Table, constraint: Constraint): { readonly child: Table; readonly own: Inherited } => {
  const own = child.constraints.find(c => isSameConstraint(c, constraint))
  if (own === undefined && constraint.kind === 'not-null' && columnIn(child, constraint.column)?.nullable === false)
    return { child, own: { constraint } }
  if (own === undefined) {
    const copy: Constraint = {
      ...constraint,
      name: nameOnPartition(constraint, child),
      inherited: true,
      ...('comment' in constraint ? { comment: undefined } : {}),
    }
    return { child: withConstraint(child, copy), own: { constraint: copy } }
  }
  const marked: Constraint = { ...own, inherited: true }
  const others = child.constraints.filter(c => c !== own)
  const merged = isPlainNotNull(child, marked)
    ? { ...child, constraints: others }
    : { ...child, constraints: child.constraints.map(c => (c === own ? marked : c)) }
  return { child: merged, own: { constraint: marked } }
}

/** The name the server gives a partition's part of an index that is made on the parent. */
export const inheritedIndexName = (partition: Name, index: Index): string =>
  chosenName(partition.name, [...index.parts.map(partName), ...(index.include ?? [])], 'idx')

const inheritIndex = (child: Table, index: Index): { readonly child: Table; readonly own: Inherited } => {
  const own = child.indexes.find(i => isSameIndex(i, index))
  const copy: Index = { ...(own ?? { ...index, name: inheritedIndexName(child.name, index), comment: undefined }), inherited: true }
  return {
    child: { ...child, indexes: own === undefined ? [...child.indexes, copy] : child.indexes.map(i => (i === own ? copy : i)) },
    own: { index: copy },
  }
}

const isInheritable = (object: Inherited): boolean =>
  !('constraint' in object && 'noInherit' in object.constraint && object.constraint.noInherit === true)

/** Gives one partition, and those below it, a copy of what its parent has. */
const inheritOnto = (schema: Schema, partition: Table, object: Inherited): Schema => {
  if (!isInheritable(object)) return schema
  const { child, own } = 'constraint' in object ? inheritConstraint(partition, object.constraint) : inheritIndex(partition, object.index)
  return spread(putTable(schema, child), child, own)
}

/** Gives every partition of a table a copy of one of its constraints or indexes, as the server does. */
export const spread = (schema: Schema, parent: Table, object: Inherited): Schema =>
  parent.partitioning === undefined
    ? schema
    : schema.tables
        .values()
        .filter(t => t.partitionOf !== undefined && keyOf(t.partitionOf.parent) === keyOf(parent.name))
        .reduce((done, child) => inheritOnto(done, child, object), schema)

/** Edits the partitions that have a copy of a constraint. */
export const editCopies = (
  schema: Schema,
  parent: Table,
  constraint: Constraint,
  edit: (table: Table, copy: Constraint) => Table,
): Schema =>
  partitionsOf(schema, parent.name).reduce((done, child) => {
    const copy = child.constraints.find(c => c.inherited === true && isSameConstraint(c, constraint))
    return copy === undefined ? done : putTable(done, edit(child, copy))
  }, schema)

/** Those below an index that is not attached to this one are not its own. */
export const dropIndexCopies = (schema: Schema, parent: Table, index: Index): Schema =>
  schema.tables
    .values()
    .filter(({ partitionOf }) => partitionOf !== undefined && keyOf(partitionOf.parent) === keyOf(parent.name))
    .reduce((done, child) => {
      const copy = child.indexes.find(i => i.inherited === true && isSameIndex(i, index))
      return copy === undefined
        ? done
        : dropIndexCopies(putTable(done, { ...child, indexes: child.indexes.filter(i => i !== copy) }), child, copy)
    }, schema)

/** Everything a new or attached partition gets from its parent. */
export const inheritAll = (schema: Schema, partition: Table, parent: Table): Schema => {
  const objects: readonly Inherited[] = [
    ...parent.constraints.map(constraint => ({ constraint })),
    ...parent.indexes.map(index => ({ index })),
  ]
  return objects.reduce((done, object) => inheritOnto(done, done.tables.get(keyOf(partition.name)) ?? partition, object), schema)
}

const labelled = (table: Table | undefined): readonly string[] => [
  ...(table?.constraints ?? []).map(c => `${c.kind} ${c.name}`),
  ...(table?.indexes ?? []).map(i => `index ${i.name}`),
]

/** Names of the partitions' copies that change when a constraint or index is dropped from their parent and put back. */
export const renamedCopies = (before: Schema, parent: Table, object: Inherited): readonly Residue[] => {
  const without =
    'index' in object
      ? dropIndexCopies(before, parent, object.index)
      : editCopies(before, parent, object.constraint, (child, copy) => ({
          ...child,
          constraints: child.constraints.filter(c => c !== copy),
        }))
  const again = spread(without, parent, object)
  return partitionsOf(before, parent.name).flatMap(child => {
    const [was, is] = [labelled(child), labelled(again.tables.get(keyOf(child.name)))]
    return [...was.filter(each => !is.includes(each)), ...is.filter(each => !was.includes(each))].map(each => ({
      what: `${keyOf(child.name)}: ${each}`,
    }))
  })
}

/** Partitions' own constraints and indexes that become copies of the parent's, and so would go with it: the steps that make them again. */
export const absorbed = (before: Schema, parent: Name, object: Inherited): readonly Step[] =>
  partitionsOf(before, parent).flatMap((child): readonly Step[] => {
    if ('constraint' in object && object.constraint.kind === 'not-null') return []
    if ('index' in object) {
      const own = child.indexes.find(i => !i.inherited && isSameIndex(i, object.index))
      return own === undefined ? [] : [{ kind: 'create-index', table: child.name, index: own, online: child.partitioning === undefined }]
    }
    const own = child.constraints.find(c => !c.inherited && isSameConstraint(c, object.constraint))
    return own === undefined ? [] : [{ kind: 'add-constraint', table: child.name, constraint: own }]
  })
