import type { Diagnostic } from '../model/diagnostic.ts'
import { keyOf } from '../model/name.ts'
import { columnsOfConstraint, type Column, type Constraint, type Index, type Schema, type Table } from '../model/schema.ts'
import { canBeReferenced } from '../steps/dependents.ts'
import type { CallSite } from './call-site.ts'
import { alreadyThere, mistake, unknown } from './mistakes.ts'

/** Everything a table says that its schema does not bear out: names that are not there, names said twice. */
export const checkTable = (table: Table, schema: Schema, site: CallSite): readonly Diagnostic[] => {
  const key = keyOf(table.name)
  const { parent } = table.partitionOf ?? {}
  const keys = table.constraints.filter(c => c.kind === 'primary-key')
  return [
    ...twice(table.columns).map(name => alreadyThere('column', key, name, site())),
    ...twice(table.constraints).map(name => alreadyThere('constraint', key, name, site())),
    ...twice([
      ...table.indexes,
      ...table.constraints.filter(c => c.kind === 'primary-key' || c.kind === 'unique' || c.kind === 'exclusion'),
    ]).map(name => alreadyThere('index', key, name, site())),
    ...(keys.length > 1
      ? [mistake('two-primary-keys', `${key} has ${keys.length} primary keys`, 'Name all its columns in one t.primaryKey([…]).', site())]
      : []),
    ...table.columns.flatMap(column => checkColumn(table, column, schema, site)),
    ...table.constraints.flatMap(constraint => checkConstraint(table, constraint, schema, site)),
    ...table.indexes.flatMap(index => checkIndex(table, index, site)),
    ...checkNames(
      table,
      [
        ...(table.partitioning?.columns ?? []),
        ...(table.triggers ?? []).flatMap(t => t.columns),
        ...(table.extendedStatistics ?? []).flatMap(s => s.columns),
        ...(table.publications ?? []).flatMap(p => p.columns ?? []),
      ],
      site,
    ),
    ...(parent !== undefined && schema.tables.get(keyOf(parent))?.partitioning === undefined
      ? [
          mistake(
            'not-partitioned',
            `${key} cannot be a partition of ${keyOf(parent)}: that is ${schema.tables.has(keyOf(parent)) ? 'not partitioned' : 'no table of the schema'}`,
            'State partitionBy on the parent.',
            site(),
          ),
        ]
      : []),
  ]
}

/** Types must be listed, and a column cannot be two things at once. */
export const checkColumn = (
  table: Table,
  { name, type, default: value, generated, identity }: Column,
  schema: Schema,
  site: CallSite,
): readonly Diagnostic[] => {
  const owner = `${keyOf(table.name)}.${name}`
  const { reference, kind } = type
  const types = kind === 'enum' ? schema.enums : schema.domains
  return [
    ...(reference !== undefined && types.get(keyOf(reference)) === undefined
      ? [
          mistake(
            `unknown-${kind}`,
            `${owner} is of ${kind} ${keyOf(reference)}, which the schema does not have`,
            `List it under ${kind}s of the schema, or create it first.`,
            site(),
          ),
        ]
      : []),
    ...(generated !== undefined && (value !== undefined || identity !== undefined)
      ? [
          mistake(
            'generated-with-default',
            `${owner} is generated and has ${identity === undefined ? 'a default' : 'an identity'} too`,
            'Keep one of them.',
            site(),
          ),
        ]
      : []),
    ...(identity !== undefined && value !== undefined
      ? [mistake('identity-with-default', `${owner} has an identity and a default too`, 'Keep one of them.', site())]
      : []),
  ]
}

export const checkConstraint = (table: Table, constraint: Constraint, schema: Schema, site: CallSite): readonly Diagnostic[] => {
  const own = checkNames(table, [...columnsOfConstraint(constraint), ...('include' in constraint ? (constraint.include ?? []) : [])], site)
  if (constraint.kind !== 'foreign-key') return own
  const { references, referencedColumns, columns, name } = constraint
  const target = keyOf(references) === keyOf(table.name) ? table : schema.tables.get(keyOf(references))
  if (target === undefined) return [...own, unknown('table', 'The schema', keyOf(references), schema.tables.keys(), site())]
  const missing = checkNames(target, referencedColumns, site)
  if (own.length + missing.length > 0) return [...own, ...missing]
  if (referencedColumns.length !== columns.length)
    return [
      mistake(
        'foreign-key-columns',
        `${name} of ${keyOf(table.name)} pairs ${columns.length} columns with ${referencedColumns.length} of ${keyOf(references)}`,
        'Name as many on both sides.',
        site(),
      ),
    ]
  return canBeReferenced(target, referencedColumns)
    ? []
    : [
        mistake(
          'foreign-key-target',
          `${name} of ${keyOf(table.name)} cannot reference ${keyOf(references)} (${referencedColumns.join(', ')}): nothing makes them unique there`,
          'Add a primary key or a unique constraint on exactly these columns first.',
          site(),
        ),
      ]
}

export const checkIndex = (table: Table, { parts, include = [] }: Index, site: CallSite): readonly Diagnostic[] =>
  checkNames(table, [...parts.flatMap(part => part.column ?? []), ...include], site)

export const checkNames = (table: Table, names: readonly string[], site: CallSite): readonly Diagnostic[] => {
  const known = table.columns.map(c => c.name)
  return names.filter(name => !known.includes(name)).map(name => unknown('column', keyOf(table.name), name, known, site()))
}

const twice = (named: readonly { readonly name: string }[]): readonly string[] =>
  named.map(each => each.name).filter((name, at, all) => all.indexOf(name) !== at)
