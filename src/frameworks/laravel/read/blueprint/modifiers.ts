import { Opaque } from '../php/frame.ts'
import { toText } from '../php/operators.ts'
import { isTruthy } from '../php/value.ts'
import { RawSql, type Fluent } from './fluent.ts'
import type { Settings } from './settings.ts'
import { defaultText, identityOf, typeOf } from './types.ts'
import { wrap } from './wrap.ts'

const serials = new Set(['biginteger', 'integer', 'mediuminteger', 'smallinteger', 'tinyinteger'])

const valueOf = (column: Fluent, attribute: string): string => {
  const value = column.get(attribute)
  return value instanceof RawSql ? value.sql : toText(value)
}

const collateOf = (column: Fluent): string => {
  const collation = column.get('collation')
  return collation === null ? '' : ` collate "${toText(collation).replaceAll('"', '""')}"`
}

/** A column's definition: `"email" varchar(255) not null`. */
export const definitionOf = (column: Fluent, settings: Settings, hasPrimaryCommand: boolean): string => {
  const { major } = settings
  const type = typeOf(column, settings)
  const isKey =
    isTruthy(column.get('autoIncrement')) &&
    (serials.has(toText(column.get('type')).toLowerCase()) || column.get('generatedAs') !== null) &&
    !(major >= 11 && hasPrimaryCommand)
  const key = isKey ? ' primary key' : ''
  const virtual = column.get('virtualAs')
  return [
    wrap(column.get('name')),
    ' ',
    type,
    collateOf(column),
    major < 10 ? key : '',
    isTruthy(column.get('nullable')) ? ' null' : ' not null',
    column.get('default') === null ? '' : ` default ${defaultText(column.get('default'), major)}`,
    virtual === null ? '' : ` generated always as (${valueOf(column, 'virtualAs')})${major >= 12 ? ' virtual' : ''}`,
    column.get('storedAs') === null ? '' : ` generated always as (${valueOf(column, 'storedAs')}) stored`,
    major >= 10 && column.get('generatedAs') !== null ? identityOf(column) : '',
    major < 10 ? '' : key,
  ].join('')
}

/** The clauses of a changed column: since 11 (and in 10 without Doctrine) all that is unsaid is taken back. */
export const changesOf = (column: Fluent, settings: Settings): readonly string[] => {
  const { major } = settings
  const type = typeOf(column, settings)
  const using = major >= 13 && isTruthy(column.get('using')) ? ` using ${valueOf(column, 'using')}` : ''
  const keepsDefault = major >= 11 && isTruthy(column.get('autoIncrement')) && column.get('generatedAs') === null
  const value = column.get('default')
  return [
    `type ${type}${collateOf(column)}${using}`,
    isTruthy(column.get('nullable')) ? 'drop not null' : 'set not null',
    ...(keepsDefault ? [] : [value === null ? 'drop default' : `set default ${defaultText(value, major)}`]),
    ...generation(column, 'virtualAs'),
    ...generation(column, 'storedAs'),
    ...(major >= 11 && isTruthy(column.get('autoIncrement')) && column.get('generatedAs') === null ? [] : ['drop identity if exists']),
    ...(column.get('generatedAs') === null ? [] : [`add ${identityOf(column)}`]),
  ].map(change => `alter column ${wrap(column.get('name'))} ${change}`)
}

const generation = (column: Fluent, attribute: string): readonly string[] => {
  if (!column.has(attribute)) return []
  if (column.get(attribute) !== null) throw new Opaque('changes a generated column, which Laravel refuses on PostgreSQL')
  return ['drop expression if exists']
}
