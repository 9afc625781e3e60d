import { argument, knownItems } from '../python/arguments.ts'
import { textOf } from '../python/text.ts'
import { isKind, native, Opaque, type Given, type Thing, type Value } from '../python/values.ts'
import { quoteLiteral, unescapeBinds } from '../sqlalchemy/sql.ts'
import { qualifiedName, quoteIdentifier } from '../sqlalchemy/names.ts'
import type { Operation } from './output.ts'

/** What alembic_utils makes, replaces and drops as a whole. */
interface Entity {
  readonly create: readonly string[]
  readonly replace: readonly string[]
  readonly drop: readonly string[]
}

const said = (given: Given, name: string, position: number): string =>
  textOf(argument(given, name, position) ?? null)
    .trim()
    .replace(/;$/, '')

const routine = (given: Given): Entity => {
  const [schema, signature, definition] = [said(given, 'schema', 0), said(given, 'signature', 1), said(given, 'definition', 2)]
  const [, name = signature, parameters = '()'] = /^([^(]*)(\(.*\))?$/s.exec(signature) ?? []
  const full = `${quoteIdentifier(schema)}.${quoteIdentifier(name.trim().replace(/^"|"$/g, ''))}${parameters}`
  const bare = parameters.replace(/\s+default\s+[^,)]+|\s*=\s*[^,)]+/gi, '')
  return {
    create: [`CREATE FUNCTION ${full} ${definition}`],
    replace: [`CREATE OR REPLACE FUNCTION ${full} ${definition}`],
    drop: [`DROP FUNCTION ${full.replace(parameters, () => bare)}`],
  }
}

const trigger = (given: Given): Entity => {
  const [signature, definition] = [said(given, 'signature', 1), said(given, 'definition', 2)]
  const table = argument(given, 'on_entity', 3)
  if (table === undefined) throw new Opaque('makes a trigger on what is not said')
  const name = quoteIdentifier(signature.replace(/^"|"$/g, ''))
  const create = `CREATE TRIGGER ${name} ${definition.replace(/^\s*create\s+(?:or\s+replace\s+)?trigger\s+\S+\s+/i, '')}`
  const drop = `DROP TRIGGER ${name} ON ${textOf(table)}`
  return { create: [create], replace: [drop, create], drop: [drop] }
}

const view =
  (kind: 'VIEW' | 'MATERIALIZED VIEW') =>
  (given: Given): Entity => {
    const name = qualifiedName(said(given, 'signature', 1).replace(/^"|"$/g, ''), said(given, 'schema', 0))
    const definition = said(given, 'definition', 2)
    const create = `CREATE ${kind} ${name} AS ${definition}`
    const drop = `DROP ${kind} ${name}`
    return {
      create: [create],
      replace: kind === 'VIEW' ? [`CREATE OR REPLACE VIEW ${name} AS ${definition}`] : [drop, create],
      drop: [drop],
    }
  }

const extension = (given: Given): Entity => {
  const name = quoteIdentifier(said(given, 'signature', 1))
  const create = `CREATE EXTENSION ${name} WITH SCHEMA ${quoteIdentifier(said(given, 'schema', 0))}`
  return { create: [create], replace: [create], drop: [`DROP EXTENSION ${name}`] }
}

const policy = (given: Given): Entity => {
  const [name, table] = [
    quoteIdentifier(said(given, 'signature', 1)),
    qualifiedName(said(given, 'on_entity', 3).replace(/^.*\./, ''), said(given, 'schema', 0)),
  ]
  const create = `CREATE POLICY ${name} ON ${table} ${said(given, 'definition', 2)}`
  const drop = `DROP POLICY ${name} ON ${table}`
  return { create: [create], replace: [drop, create], drop: [drop] }
}

const kinds: Readonly<Record<string, (given: Given) => Entity>> = {
  PGFunction: routine,
  PGTrigger: trigger,
  PGView: view('VIEW'),
  PGMaterializedView: view('MATERIALIZED VIEW'),
  PGExtension: extension,
  PGPolicy: policy,
}

/** `alembic_utils.pg_function.PGFunction` */
export const inEntities = (path: string): Value | undefined => {
  const make = path.startsWith('alembic_utils.') ? kinds[path.slice(path.lastIndexOf('.') + 1)] : undefined
  return make && native(path, given => entityThing(make(given)))
}

const entityThing = (entity: Entity): Thing => ({
  kind: 'thing',
  type: 'entity',
  data: entity,
  get: name => {
    switch (name) {
      case 'to_sql_statement_create':
        return native(name, () => entity.create.join(';\n'))
      case 'to_sql_statement_create_or_replace':
        return native(name, () => ({ kind: 'list', type: 'list', items: [...entity.replace] }))
      case 'to_sql_statement_drop':
        return native(name, () => entity.drop.join(';\n'))
      default:
        return undefined
    }
  },
})

const entityOperation =
  (direction: keyof Entity): Operation =>
  (given, at, out) => {
    const [entity] = given.args
    if (!isKind(entity, 'thing') || entity.type !== 'entity') throw new Opaque('makes an entity that is not followed')
    for (const sql of (entity.data as Entity)[direction]) out.say(unescapeBinds(sql), at)
    return null
  }

/** alembic_postgresql_enum: the type is made anew with other labels, and the columns go over to it. */
const syncEnumValues: Operation = (given, at, out) => {
  const [schema, name] = [said(given, 'enum_schema', 0), said(given, 'enum_name', 1)]
  const labels = knownItems(argument(given, 'new_values', 2) ?? null).map(textOf)
  const columns = knownItems(argument(given, 'affected_columns', 3) ?? null).map(columnSaid)
  const renames = argument(given, 'enum_values_to_rename', 4)
  const pairs = renames === undefined ? [] : knownItems(renames).map(pair => knownItems(pair).map(textOf) as [string, string])
  const [type, old] = [qualifiedName(name, schema), `${name}_old`]
  out.say(`ALTER TYPE ${type} RENAME TO ${quoteIdentifier(old)}`, at)
  out.say(`CREATE TYPE ${type} AS ENUM (${labels.map(quoteLiteral).join(', ')})`, at)
  for (const { table, tableSchema, column, isArray, defaultSql } of columns) {
    const [relation, quoted, suffix] = [qualifiedName(table, tableSchema), quoteIdentifier(column), isArray ? '[]' : '']
    const source =
      pairs.length === 0 || isArray
        ? `${quoted}::text${suffix}`
        : `CASE ${pairs.map(([from, to]) => `WHEN ${quoted}::text = ${quoteLiteral(from)} THEN ${quoteLiteral(to)}`).join(' ')} ELSE ${quoted}::text END`
    const kept =
      defaultSql ??
      defaultThere(
        out.to.schema().tables.get(tableSchema === undefined || tableSchema === 'public' ? table : `${tableSchema}.${table}`)?.columns,
        column,
      )
    if (kept !== undefined) out.say(`ALTER TABLE ${relation} ALTER COLUMN ${quoted} DROP DEFAULT`, at)
    out.say(`ALTER TABLE ${relation} ALTER COLUMN ${quoted} TYPE ${type}${suffix} USING (${source})::${type}${suffix}`, at)
    if (kept !== undefined)
      out.say(`ALTER TABLE ${relation} ALTER COLUMN ${quoted} SET DEFAULT ${kept.replace(/::.*$/s, '')}::${type}${suffix}`, at)
  }
  out.say(`DROP TYPE ${qualifiedName(old, schema)}`, at)
  return null
}

const defaultThere = (
  columns: readonly { readonly name: string; readonly default?: { readonly sql: string } }[] | undefined,
  column: string,
): string | undefined => columns?.find(({ name }) => name === column)?.default?.sql

interface AffectedColumn {
  readonly table: string
  readonly tableSchema?: string | undefined
  readonly column: string
  readonly isArray: boolean
  readonly defaultSql?: string | undefined
}

const columnSaid = (value: Value): AffectedColumn => {
  if (isKind(value, 'thing') && value.type === 'table reference') return value.data as AffectedColumn
  const [table = null, column = null] = knownItems(value)
  return { table: textOf(table), column: textOf(column), isArray: false }
}

/** `alembic_postgresql_enum.TableReference` */
export const inEnumPlugin = (path: string): Value | undefined => {
  if (!path.startsWith('alembic_postgresql_enum')) return undefined
  if (path.endsWith('.ColumnType.ARRAY')) return 'array'
  if (path.endsWith('.ColumnType.COMMON')) return 'common'
  if (!path.endsWith('.TableReference')) return undefined
  return native(path, given => {
    const [schema, existing] = [argument(given, 'table_schema'), argument(given, 'existing_server_default')]
    const data: AffectedColumn = {
      table: said(given, 'table_name', 0),
      column: said(given, 'column_name', 1),
      isArray: argument(given, 'column_type') === 'array',
      tableSchema: typeof schema === 'string' ? schema : undefined,
      defaultSql: typeof existing === 'string' ? existing : undefined,
    }
    return { kind: 'thing', type: 'table reference', data }
  })
}

export const entityOperations: Readonly<Record<string, Operation>> = {
  create_entity: entityOperation('create'),
  replace_entity: entityOperation('replace'),
  drop_entity: entityOperation('drop'),
  sync_enum_values: syncEnumValues,
}
