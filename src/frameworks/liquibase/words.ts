import type { ColumnType, TypeKind } from '../../model/column-type.ts'
import type { Name } from '../../model/name.ts'
import type { Column, ForeignKey } from '../../model/schema.ts'
import type { Engine } from '../../steps/engine.ts'
import type { Step, StepKind, StepOf } from '../../steps/step.ts'
import { element, type Element } from './element.ts'

/** A change of Liquibase's own, and the condition that it is still to be made; without one it may be repeated. */
export interface Words {
  readonly change: Element
  readonly todo?: Element
}
type Vocabulary = { readonly [K in StepKind]?: (step: StepOf<K>) => Words | undefined }

/** Types that come out of Liquibase as they went in. */
const exactTypes: ReadonlySet<TypeKind> = new Set<TypeKind>([
  'smallint',
  'integer',
  'bigint',
  'boolean',
  'text',
  'varchar',
  'numeric',
  'uuid',
  'date',
  'json',
  'jsonb',
])

const typeOf = ({ kind, native, dimensions = 0 }: ColumnType): string | undefined =>
  exactTypes.has(kind) && dimensions === 0 ? native : undefined

const tableOf = ({ schema, name }: Name) => ({ schemaName: schema, tableName: name })
const columnOf = (table: Name, columnName: string) => ({ ...tableOf(table), columnName })
const not = (condition: Element): Element => element('not', {}, [condition])

/** Liquibase writes its own function for the current moment, which the catalog then shows. */
const isRewritten = (expression: string | undefined): boolean => /^(?:current_timestamp|current_datetime)/i.test(expression ?? '')

const definition = (column: Column): Element | undefined => {
  const type = typeOf(column.type)
  const hasMore = column.identity ?? column.generated ?? column.collation ?? column.ownedSequence
  if (type === undefined || hasMore !== undefined || isRewritten(column.default?.sql)) return undefined
  const constraints = column.nullable ? [] : [element('constraints', { nullable: false })]
  return element('column', { name: column.name, type, defaultValueComputed: column.default?.sql }, constraints)
}

const action = (value: ForeignKey['onDelete']): string | undefined =>
  value === undefined || value === 'no action' ? undefined : value.toUpperCase()

const vocabulary: Vocabulary = {
  'add-column': ({ table, column }) => {
    const written = definition(column)
    return (
      written && {
        change: element('addColumn', tableOf(table), [written]),
        todo: not(element('columnExists', columnOf(table, column.name))),
      }
    )
  },
  'drop-column': ({ table, column }) => ({
    change: element('dropColumn', columnOf(table, column.name)),
    todo: element('columnExists', columnOf(table, column.name)),
  }),
  'rename-column': ({ table, from, to }) => ({
    change: element('renameColumn', { ...tableOf(table), oldColumnName: from, newColumnName: to }),
    todo: element('columnExists', columnOf(table, from)),
  }),
  'set-default': ({ table, column, to }) => {
    if (to === undefined) return { change: element('dropDefaultValue', columnOf(table, column)) }
    if (isRewritten(to.sql)) return undefined
    return { change: element('addDefaultValue', { ...columnOf(table, column), defaultValueComputed: to.sql }) }
  },
  'set-not-null': ({ table, column }) => ({ change: element('addNotNullConstraint', columnOf(table, column)) }),
  'drop-not-null': ({ table, column }) => ({ change: element('dropNotNullConstraint', columnOf(table, column)) }),

  'create-index': ({ table, index, online, parentOnly }) => {
    const isPlain = index.parts.every(part => part.column !== undefined && Object.keys(part).length === 1)
    const hasMore =
      index.include ?? index.where ?? index.with ?? index.nullsNotDistinct ?? (index.method === 'btree' ? undefined : index.method)
    if (online || parentOnly === true || !isPlain || hasMore !== undefined) return undefined
    return {
      change: element(
        'createIndex',
        { ...tableOf(table), indexName: index.name, unique: index.unique ? true : undefined },
        index.parts.map(({ column }) => element('column', { name: column! })),
      ),
      todo: not(element('indexExists', { ...tableOf(table), indexName: index.name })),
    }
  },
  'drop-index': ({ table, index, online }) =>
    online
      ? undefined
      : {
          change: element('dropIndex', { ...tableOf(table), indexName: index.name }),
          todo: element('indexExists', { ...tableOf(table), indexName: index.name }),
        },

  'add-constraint': ({ table, constraint, usingIndex }) => {
    const { schema: schemaName, name: tableName } = table
    if (constraint.kind === 'foreign-key') {
      if (
        constraint.match !== undefined ||
        constraint.period === true ||
        constraint.enforced === false ||
        constraint.onDeleteColumns !== undefined
      )
        return undefined
      return {
        change: element('addForeignKeyConstraint', {
          constraintName: constraint.name,
          baseTableSchemaName: schemaName,
          baseTableName: tableName,
          baseColumnNames: constraint.columns.join(', '),
          referencedTableSchemaName: constraint.references.schema,
          referencedTableName: constraint.references.name,
          referencedColumnNames: constraint.referencedColumns.join(', '),
          onDelete: action(constraint.onDelete),
          onUpdate: action(constraint.onUpdate),
          deferrable: constraint.deferrable === undefined ? undefined : true,
          initiallyDeferred: constraint.deferrable === 'initially-deferred' ? true : undefined,
          validate: constraint.validated ? undefined : false,
        }),
        todo: not(element('foreignKeyConstraintExists', { schemaName, foreignKeyTableName: tableName, foreignKeyName: constraint.name })),
      }
    }
    // With forIndexName it writes columns and USING INDEX, which PostgreSQL refuses (4.33).
    if (
      constraint.kind !== 'unique' ||
      usingIndex !== undefined ||
      constraint.include !== undefined ||
      constraint.with !== undefined ||
      constraint.withoutOverlaps === true ||
      constraint.nullsNotDistinct === true
    )
      return undefined
    return {
      change: element('addUniqueConstraint', {
        ...tableOf(table),
        constraintName: constraint.name,
        columnNames: constraint.columns.join(', '),
        deferrable: constraint.deferrable === undefined ? undefined : true,
        initiallyDeferred: constraint.deferrable === 'initially-deferred' ? true : undefined,
      }),
    }
  },
  'drop-constraint': ({ table, constraint }) => {
    if (constraint.kind !== 'foreign-key') return undefined
    const { schema: schemaName, name: tableName } = table
    return {
      change: element('dropForeignKeyConstraint', {
        baseTableSchemaName: schemaName,
        baseTableName: tableName,
        constraintName: constraint.name,
      }),
      todo: element('foreignKeyConstraintExists', { schemaName, foreignKeyTableName: tableName, foreignKeyName: constraint.name }),
    }
  },

  'drop-table': ({ table }) => ({ change: element('dropTable', tableOf(table.name)), todo: element('tableExists', tableOf(table.name)) }),
  'rename-table': ({ from, to }) => ({
    change: element('renameTable', { schemaName: from.schema, oldTableName: from.name, newTableName: to }),
    todo: element('tableExists', tableOf(from)),
  }),
}

/** Names that Liquibase neither quotes wrongly nor takes apart: those that need no quotes. */
const nameKeys = /Name(?:s)?$|^name$/
const isPlainlyNamed = ({ attributes = {}, children = [] }: Element, engine: Engine): boolean =>
  Object.entries(attributes).every(
    ([key, value]) =>
      !nameKeys.test(key) ||
      String(value)
        .split(', ')
        .every(name => engine.quoteIdentifier(name) === name),
  ) && children.every(child => isPlainlyNamed(child, engine))

/** A step in Liquibase's own words, where they say exactly the same on PostgreSQL. */
export const wordsFor = (step: Step, engine: Engine): Words | undefined => {
  if (engine.version.engine !== 'postgres') return undefined
  const words = (vocabulary[step.kind] as ((step: Step) => Words | undefined) | undefined)?.(step)
  return words !== undefined && isPlainlyNamed(words.change, engine) ? words : undefined
}
