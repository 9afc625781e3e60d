import type { Diagnostic } from '../model/diagnostic.ts'
import { keyOf, nameOf, type Name } from '../model/name.ts'
import type { Column, Constraint, Index, Policy, Sequence, Table, Trigger } from '../model/schema.ts'
import type { ColumnDraft } from './column.ts'
import { printValue } from './literal.ts'
import { wrongValue } from './mistakes.ts'
import { freeName, joinColumns } from './naming.ts'
import { nameFrom, partNames } from './object.ts'
import { foreignKeyDraft, said, type ConstraintDraft, type IndexDraft } from './parts.ts'
import { quoteIdentifier, quoteLiteral } from './quote.ts'
import type { PolicyDraft, TableDraft, TriggerDraft } from './table.ts'

/** Columns of a table's primary key, by the key it is referenced with; undefined where there is none. */
export type KeyLookup = (table: string) => readonly string[] | undefined

export interface Built<T> {
  readonly value: T
  readonly sequences: readonly Sequence[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Gives a drafted table its name, and every part of it the name PostgreSQL would. */
export const buildTable = (name: Name, { columns, options, site }: TableDraft, keysOf: KeyLookup): Built<Table> => {
  const drafts = Object.entries(columns)
  const built = drafts.map(([column, draft]) => buildColumn(name, column, draft))
  const { constraints, indexes, triggers, policies, grants, partitionBy, partitionOf, extendedStatistics, publications, ...rest } = options
  const own: KeyLookup = table => (keyOf(nameFrom(table)) === keyOf(name) ? keyColumns({ columns, options }) : keysOf(table))
  const named = nameConstraints(
    name,
    [...drafts.flatMap(([column, draft]) => inlineConstraints(column, draft, own)), ...(constraints ?? [])],
    [],
  )
  return {
    value: {
      name,
      columns: built.map(b => b.value),
      constraints: named,
      indexes: nameIndexes(name, indexes ?? [], named),
      ...said({
        ...rest,
        triggers: triggers?.map(buildTrigger),
        policies: policies?.map(buildPolicy),
        grants: grants?.map(normalGrant),
        partitioning: partitionBy && {
          strategy: partitionBy.strategy,
          columns: partitionBy.columns,
          key: partitionBy.key?.sql ?? partitionBy.columns.map(quoteIdentifier).join(', '),
        },
        partitionOf: partitionOf && { parent: nameFrom(partitionOf.parent), bounds: partitionOf.bounds.sql },
        publications: publications?.map(({ where, ...more }) => ({ ...more, ...said({ where: where?.sql }) })),
        extendedStatistics: extendedStatistics?.map(({ definition, ...more }) => ({ ...more, definition: definition.sql })),
      }),
    },
    sequences: built.flatMap(b => b.sequences),
    diagnostics: built.flatMap(b => b.diagnostics).map(d => ({ ...said({ span: site() }), ...d })),
  }
}

export const buildColumn = (table: Name, name: string, draft: ColumnDraft): Built<Column> => {
  const { type, nullable, identity, generated, collation, comment, statisticsTarget, storage, compression, grants, options } = draft
  const owned =
    draft.ownedSequence === undefined
      ? undefined
      : draft.ownedSequence === true
        ? nameOf(
            freeName(table.name, name, 'seq', () => false),
            table.schema,
          )
        : nameFrom(draft.ownedSequence)
  const printed = draft.default === undefined ? undefined : printValue(draft.default, type, draft.labels)
  const sql =
    printed === undefined ? owned && `nextval(${quoteLiteral(sequenceText(owned))}::regclass)` : 'sql' in printed ? printed.sql : undefined
  return {
    value: {
      name,
      type,
      nullable,
      ...said({
        default: sql === undefined ? undefined : { sql },
        identity,
        collation,
        comment,
        ownedSequence: owned,
        statisticsTarget,
        storage,
        compression,
        options,
        generated: generated && { expression: generated.expression.sql, stored: generated.stored },
        grants: grants?.map(normalGrant),
      }),
    },
    sequences:
      owned === undefined ? [] : [{ name: owned, options: '', type: type.kind as Sequence['type'], ownedBy: { table, column: name } }],
    diagnostics:
      printed !== undefined && 'wrong' in printed
        ? [wrongValue(`${keyOf(table)}.${name}`, String(draft.default), type.native, printed.wrong)]
        : [],
  }
}

const sequenceText = ({ schema, name }: Name): string => [...(schema === undefined ? [] : [schema]), name].map(quoteIdentifier).join('.')

/** The constraints stated on a column itself, in the order PostgreSQL would make them. */
export const inlineConstraints = (column: string, draft: ColumnDraft, keysOf: KeyLookup): readonly ConstraintDraft[] => [
  ...(draft.primaryKey === undefined ? [] : [{ kind: 'primary-key' as const, columns: [column], ...said(draft.primaryKey) }]),
  ...(draft.unique === undefined ? [] : [{ kind: 'unique' as const, columns: [column], ...said(draft.unique) }]),
  ...(draft.checks ?? []).map(({ expression, name }) => ({
    kind: 'check' as const,
    expression: expression.sql,
    validated: true,
    on: column,
    name: name ?? '',
  })),
  ...(draft.references === undefined ? [] : [referenceOf(column, draft.references, keysOf)]),
]

const referenceOf = (
  column: string,
  { table, column: referenced, options }: NonNullable<ColumnDraft['references']>,
  keysOf: KeyLookup,
): ConstraintDraft => foreignKeyDraft([column], table, referenced === undefined ? (keysOf(table) ?? []) : [referenced], options)

/** Columns of the primary key a draft states, on the table or on a column. */
export const keyColumns = ({ columns, options }: Pick<TableDraft, 'columns' | 'options'>): readonly string[] | undefined => {
  const inline = Object.entries(columns).find(([, draft]) => draft.primaryKey !== undefined)
  if (inline !== undefined) return [inline[0]]
  const stated = options.constraints?.find(c => c.kind === 'primary-key')
  return stated?.kind === 'primary-key' ? stated.columns : undefined
}

/** Names what has none; `existing` are the constraints already on the table. */
export const nameConstraints = (
  table: Name,
  drafts: readonly ConstraintDraft[],
  existing: readonly { readonly name: string }[],
): readonly Constraint[] => {
  const taken = new Set([...existing, ...drafts].flatMap(({ name }) => (name === undefined || name === '' ? [] : [name])))
  return drafts.map(draft => {
    const name = draft.name !== undefined && draft.name !== '' ? draft.name : freeName(table.name, ...labelOf(draft), n => taken.has(n))
    taken.add(name)
    return withName(draft, name)
  })
}

const labelOf = (draft: ConstraintDraft): [string | undefined, string] => {
  switch (draft.kind) {
    case 'primary-key':
      return [undefined, 'pkey']
    case 'unique':
      return [joinColumns([...draft.columns, ...(draft.include ?? [])]), 'key']
    case 'foreign-key':
      return [joinColumns(draft.columns), 'fkey']
    case 'exclusion':
      return [joinColumns(draft.columns), 'excl']
    case 'not-null':
      return [draft.column, 'not_null']
    case 'check':
      return ['on' in draft ? String(draft.on) : undefined, 'check']
  }
}

const withName = (draft: ConstraintDraft, name: string): Constraint => {
  if (draft.kind === 'foreign-key') {
    const { table, onDelete, onUpdate, ...rest } = draft
    return { ...rest, name, references: nameFrom(table), ...said({ onDelete: acting(onDelete), onUpdate: acting(onUpdate) }) }
  }
  if (draft.kind !== 'check') return { ...draft, name }
  const { on: _, ...check } = draft as typeof draft & { on?: string }
  return { ...check, name }
}

/** NO ACTION is the default and the catalog does not say it. */
const acting = <A extends string>(action: A | undefined): A | undefined => (action === 'no action' ? undefined : action)

export const nameIndexes = (
  table: Name,
  drafts: readonly IndexDraft[],
  existing: readonly { readonly name: string }[],
): readonly Index[] => {
  const taken = new Set([...existing, ...drafts].flatMap(({ name }) => (name === undefined ? [] : [name])))
  return drafts.map(draft => {
    const name = draft.name ?? freeName(table.name, joinColumns(partNames(draft)), 'idx', n => taken.has(n))
    taken.add(name)
    return { ...draft, name }
  })
}

export const buildTrigger = ({ definition, function: run, columns, enabled, ...rest }: TriggerDraft<string>): Trigger => ({
  ...rest,
  definition: definition.sql,
  function: nameFrom(run),
  columns: columns ?? [],
  enabled: enabled ?? 'origin',
})

export const buildPolicy = ({
  name,
  command = 'all',
  permissive = true,
  roles = ['public'],
  using,
  check,
  comment,
}: PolicyDraft): Policy => ({ name, command, permissive, roles, ...said({ using: using?.sql, check: check?.sql, comment }) })

/** Privileges in capitals and sorted, as the model has them. */
export const normalGrant = <G extends { readonly privileges: readonly string[] }>(grant: G): G => ({
  ...grant,
  privileges: grant.privileges.map(p => p.toUpperCase()).sort(),
})
