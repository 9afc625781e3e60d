import { nameOf } from '../../../model/name.ts'
import { columnsOfConstraint, type Column, type Constraint, type Index, type Table } from '../../../model/schema.ts'
import { contype } from '../sql/constraint-definition.ts'
import { collationOf, isIndexed, isRef, refTo, typeOf, unknown, type Ref, type Value, type World } from './value.ts'

/** A row as far as the schema tells it: a column that is not in it is unknown. */
export type Row = Readonly<Record<string, Value>>

/** Columns that the question wants equal to a value: who reads the rows may leave out those that are not. */
export type Wanted = ReadonlyMap<string, Value>

type Rows = (world: World, wanted: Wanted) => readonly Row[]

const schemaName = ({ schema }: { readonly schema?: string }): string => schema ?? 'public'

const tables = ({ schema }: World): readonly Table[] => schema.tables.values()

/** The table that a column names, by identity or by name; all of them where it names none. */
const tablesFor = (world: World, wanted: Wanted, column: string): readonly Table[] => {
  const asked = wanted.get(column)
  if (typeof asked === 'string') return tables(world).filter(({ name }) => name.name === asked)
  if (typeof asked !== 'object' || asked === null || !('key' in asked)) return tables(world)
  const table = world.schema.tables.has(asked.key) ? world.schema.tables.get(asked.key) : undefined
  return table === undefined ? [] : [table]
}

const indexRow = (owner: Ref, home: string | undefined, index: Pick<Index, 'name' | 'unique' | 'valid' | 'where'> & Keys): Row => ({
  indexrelid: refTo('class', nameOf(index.name, home)),
  indrelid: owner,
  indisvalid: index.valid,
  indisready: index.valid ? true : unknown,
  indisunique: index.unique,
  indisprimary: index.isPrimary ?? false,
  indpred: index.where === undefined ? null : index.where,
  indkey: index.keys,
})

interface Keys {
  /** Names of its columns; expressions have none. */
  readonly keys: readonly string[]
  readonly isPrimary?: boolean
}

const ownIndex = (index: Index): Parameters<typeof indexRow>[2] => ({
  ...index,
  keys: [...index.parts.flatMap(({ column }) => column ?? []), ...(index.include ?? [])],
})

const keyIndex = (constraint: Constraint): Parameters<typeof indexRow>[2] => ({
  name: constraint.name,
  unique: constraint.kind !== 'exclusion',
  valid: true,
  isPrimary: constraint.kind === 'primary-key',
  keys: [...columnsOfConstraint(constraint), ...('include' in constraint ? (constraint.include ?? []) : [])],
})

const indexes: Rows = world => [
  ...tables(world).flatMap(({ name, indexes: own, constraints }) =>
    [...own.map(ownIndex), ...constraints.filter(({ kind }) => isIndexed(kind)).map(keyIndex)].map(index =>
      indexRow(refTo('class', name), name.schema, index),
    ),
  ),
  ...world.schema.views
    .values()
    .flatMap(({ name, indexes: own = [] }) => own.map(index => indexRow(refTo('class', name), name.schema, ownIndex(index)))),
]

const columnRow = (world: World, table: Table, column: Column, at: number): Row => {
  const { type } = column
  const ref = type.reference === undefined ? typeOf(world, type.native) : refTo('type', type.reference)
  return {
    attrelid: refTo('class', table.name),
    attname: column.name,
    attnum: at + 1,
    atttypid: typeof ref === 'object' && ref !== null && 'key' in ref ? { ...ref, text: type.native } : ref,
    attcollation: collationOf(column.collation),
    attnotnull: !column.nullable,
    atthasdef: column.default !== undefined || column.generated !== undefined,
    attidentity: column.identity === undefined ? '' : column.identity.generation === 'always' ? 'a' : 'd',
    attgenerated: column.generated === undefined ? '' : column.generated.stored ? 's' : 'v',
    attisdropped: false,
  }
}

const attributes: Rows = (world, wanted) => [
  ...tablesFor(world, wanted, 'attrelid').flatMap(table => table.columns.map((column, at) => columnRow(world, table, column, at))),
  ...world.schema.views
    .values()
    .flatMap(view =>
      view.columns.map(name => ({ attrelid: refTo('class', view.name), attname: name, attisdropped: false, attnotnull: false })),
    ),
]

const constraintRow = (table: Table, constraint: Constraint): Row => ({
  conname: constraint.name,
  conrelid: refTo('class', table.name),
  contypid: 0,
  contype: contype[constraint.kind],
  convalidated: 'validated' in constraint ? constraint.validated : true,
  confrelid: constraint.kind === 'foreign-key' ? refTo('class', constraint.references) : 0,
  // Those of a check are found in its expression.
  conkey: constraint.kind === 'check' ? unknown : columnsOfConstraint(constraint),
})

const constraints: Rows = (world, wanted) => [
  ...tablesFor(world, wanted, 'conrelid').flatMap(table => table.constraints.map(each => constraintRow(table, each))),
  ...world.schema.domains.values().flatMap(({ name, checks }) =>
    checks.map(check => ({
      conname: check.name,
      conrelid: 0,
      contypid: refTo('type', name),
      contype: 'c',
      convalidated: check.validated,
    })),
  ),
  // The model leaves the name of a NOT NULL out where it is the one the server gives.
  ...(world.major < 18
    ? []
    : tablesFor(world, wanted, 'conrelid').flatMap(table =>
        table.columns
          .filter(({ name, nullable }) => !nullable && !table.constraints.some(each => each.kind === 'not-null' && each.column === name))
          .map(({ name }) => ({
            conname: `${table.name.name}_${name}_not_null`,
            conrelid: refTo('class', table.name),
            contype: 'n',
            convalidated: true,
            conkey: [name],
          })),
      )),
]

const relations: Rows = ({ schema }) => [
  ...schema.tables
    .values()
    .flatMap(({ name, partitioning, indexes: own, constraints: all }) => [
      relationRow(name, partitioning === undefined ? 'r' : 'p'),
      ...[...own, ...all.filter(({ kind }) => isIndexed(kind))].map(index => relationRow(nameOf(index.name, name.schema), 'i')),
    ]),
  ...schema.views.values().map(({ name, materialized }) => relationRow(name, materialized ? 'm' : 'v')),
  ...schema.sequences.values().map(({ name }) => relationRow(name, 'S')),
]

const relationRow = (name: Table['name'], relkind: string): Row => ({
  oid: refTo('class', name),
  relname: name.name,
  relkind,
  relnamespace: { kind: 'schema', key: schemaName(name), text: schemaName(name) },
  nspname: schemaName(name),
})

const types: Rows = ({ schema }, wanted) => [
  ...builtIn(wanted.get('oid')),
  ...schema.enums.values().map(({ name }) => ({ oid: refTo('type', name), typname: name.name, typtype: 'e' })),
  ...schema.domains.values().map(({ name, type }) => ({
    oid: refTo('type', name),
    typname: name.name,
    typtype: 'd',
    typbasetype:
      type.reference === undefined ? { kind: 'type' as const, key: type.native, text: type.native } : refTo('type', type.reference),
  })),
  ...[...schema.tables.values(), ...schema.views.values()].map(({ name }) => ({
    oid: refTo('type', name),
    typname: name.name,
    typtype: 'c',
  })),
]

/** A type that is no object of the schema, where it is asked for by its identity. */
const builtIn = (asked: Value = unknown): readonly Row[] =>
  isRef(asked) && asked.kind === 'type' ? [{ oid: asked, typname: unknown, typtype: unknown, typcollation: collationOf() }] : []

const collations: Rows = world =>
  [
    ...new Set(['default', 'C', 'POSIX', ...tables(world).flatMap(({ columns }) => columns.flatMap(({ collation }) => collation ?? []))]),
  ].map(name => ({ oid: collationOf(name), collname: collationOf(name).key }))

const commands = { all: '*', select: 'r', insert: 'a', update: 'w', delete: 'd' } as const
const firing = { origin: 'O', always: 'A', replica: 'R', disabled: 'D' } as const

/** The catalogs, and the views of the information schema, that a schema can stand for. */
export const catalogs: Readonly<Record<string, Rows>> = {
  pg_class: relations,
  pg_attribute: attributes,
  pg_constraint: constraints,
  pg_index: indexes,
  pg_type: types,
  pg_collation: collations,
  pg_enum: ({ schema }) =>
    schema.enums
      .values()
      .flatMap(({ name, values }) => values.map((enumlabel, at) => ({ enumtypid: refTo('type', name), enumlabel, enumsortorder: at + 1 }))),
  pg_inherits: world =>
    tables(world).flatMap(({ name, partitionOf }) =>
      partitionOf === undefined
        ? []
        : [{ inhrelid: refTo('class', name), inhparent: refTo('class', partitionOf.parent), inhdetachpending: false }],
    ),
  pg_trigger: (world, wanted) =>
    tablesFor(world, wanted, 'tgrelid').flatMap(({ name, triggers = [] }) =>
      triggers.map(trigger => ({
        tgname: trigger.name,
        tgrelid: refTo('class', name),
        tgfoid: refTo('routine', trigger.function),
        tgenabled: firing[trigger.enabled],
        tgisinternal: false,
      })),
    ),
  pg_policy: (world, wanted) =>
    tablesFor(world, wanted, 'polrelid').flatMap(({ name, policies = [] }) =>
      policies.map(policy => ({
        polname: policy.name,
        polrelid: refTo('class', name),
        polcmd: commands[policy.command],
        polpermissive: policy.permissive,
      })),
    ),
  pg_publication_rel: (world, wanted) =>
    tablesFor(world, wanted, 'prrelid').flatMap(({ name, publications = [] }) =>
      publications.map(publication => ({
        prrelid: refTo('class', name),
        prpubid: { kind: 'publication' as const, key: publication.name, text: publication.name },
        prattrs: publication.columns ?? null,
        prqual: publication.where ?? null,
      })),
    ),
  pg_sequence: ({ schema }) =>
    schema.sequences.values().map(({ name, type }) => ({
      seqrelid: refTo('class', name),
      seqtypid: { kind: 'type' as const, key: type, text: type },
    })),
  pg_proc: ({ schema }) =>
    schema.routines.values().map(({ name }) => ({
      oid: refTo('routine', name),
      proname: name.name,
      nspname: schemaName(name),
    })),
  pg_extension: ({ schema }) => ['plpgsql', ...schema.extensions.keys()].map(extname => ({ extname })),
  pg_settings: ({ limits = {} }, wanted) => {
    const known: readonly Row[] = [
      { name: 'lock_timeout', setting: String(limits.lockTimeout ?? 0) },
      { name: 'statement_timeout', setting: String(limits.statementTimeout ?? 0) },
    ]
    const names = [wanted.get('name') ?? unknown].flat()
    return names.every(name => known.some(each => each['name'] === name)) ? known : [...known, {}]
  },
  pg_tables: (world, wanted) =>
    tablesFor(world, wanted, 'tablename').map(({ name }) => ({ tablename: name.name, schemaname: schemaName(name) })),
  pg_indexes: (world, wanted) =>
    tablesFor(world, wanted, 'tablename').flatMap(({ name, indexes: own, constraints: all }) =>
      [...own, ...all.filter(({ kind }) => isIndexed(kind))].map(index => ({
        indexname: index.name,
        tablename: name.name,
        schemaname: schemaName(name),
      })),
    ),
  pg_policies: (world, wanted) =>
    tablesFor(world, wanted, 'tablename').flatMap(({ name, policies = [] }) =>
      policies.map(policy => ({ policyname: policy.name, tablename: name.name, schemaname: schemaName(name) })),
    ),
  pg_views: ({ schema }) =>
    schema.views
      .values()
      .filter(({ materialized }) => !materialized)
      .map(({ name }) => ({ viewname: name.name, schemaname: schemaName(name) })),
  pg_matviews: ({ schema }) =>
    schema.views
      .values()
      .filter(({ materialized }) => materialized)
      .map(({ name }) => ({ matviewname: name.name, schemaname: schemaName(name) })),
  tables: ({ schema }) => [
    ...schema.tables.values().map(({ name }) => ({
      table_name: name.name,
      table_schema: schemaName(name),
      table_type: 'BASE TABLE',
    })),
    ...schema.views
      .values()
      .filter(({ materialized }) => !materialized)
      .map(({ name }) => ({ table_name: name.name, table_schema: schemaName(name), table_type: 'VIEW' })),
  ],
  columns: (world, wanted) =>
    tablesFor(world, wanted, 'table_name').flatMap(({ name, columns }) =>
      columns.map(column => ({
        column_name: column.name,
        table_name: name.name,
        table_schema: schemaName(name),
        is_nullable: column.nullable ? 'YES' : 'NO',
      })),
    ),
  table_constraints: (world, wanted) =>
    tablesFor(world, wanted, 'table_name').flatMap(({ name, constraints: all }) =>
      all.map(constraint => ({
        constraint_name: constraint.name,
        table_name: name.name,
        table_schema: schemaName(name),
        constraint_schema: schemaName(name),
        constraint_type: spelled[constraint.kind],
      })),
    ),
}

const spelled = {
  'primary-key': 'PRIMARY KEY',
  unique: 'UNIQUE',
  check: 'CHECK',
  'foreign-key': 'FOREIGN KEY',
  exclusion: unknown,
  'not-null': 'CHECK',
} as const
