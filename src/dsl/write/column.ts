import type { ColumnType } from '../../model/column-type.ts'
import { keyOf, type Name } from '../../model/name.ts'
import type { Column } from '../../model/schema.ts'
import type { ColumnBuilder } from '../column.ts'
import { printValue } from '../literal.ts'
import { objectName } from '../naming.ts'
import { quoteIdentifier, quoteLiteral } from '../quote.ts'
import * as types from '../types.ts'
import { call, type Code, data, sqlCode, text } from './code.ts'

/** Enums and domains that the file declares: the variable, and the type that calling it gives. */
export type Declared = ReadonlyMap<string, { readonly variable: string; readonly type: ColumnType }>

/** The column as a chain of calls; `inline` are those of its constraints that stand on it. */
export function columnCode(table: Name, column: Column, declared: Declared, inline: readonly Code[]): Code {
  const serial = serialOf(column)
  const { identity, generated, ownedSequence } = column
  const calls = [
    serial ?? typeCode(column.type, declared),
    column.nullable || identity !== undefined || serial !== undefined || inline.some(each => each.startsWith('primaryKey('))
      ? undefined
      : 'notNull()',
    identity &&
      call(
        'identity',
        identity.generation === 'by-default' && identity.options === undefined ? undefined : text(identity.generation),
        identity.options === undefined ? undefined : sqlCode(identity.options),
      ),
    generated && call('generated', sqlCode(generated.expression), generated.stored ? undefined : `'virtual'`),
    column.default && column.default.sql !== (ownedSequence && nextValue(ownedSequence))
      ? call('default', defaultCode(column.default.sql, column.type))
      : undefined,
    ownedSequence && keyOf(ownedSequence) !== (serial && keyOf({ ...table, name: objectName(table.name, column.name, 'seq') }))
      ? call('ownedSequence', text(keyOf(ownedSequence)))
      : undefined,
    ...inline,
    column.collation === undefined ? undefined : call('collate', text(column.collation)),
    column.comment === undefined ? undefined : call('comment', text(column.comment)),
    column.statisticsTarget === undefined ? undefined : call('statistics', String(column.statisticsTarget)),
    column.storage === undefined ? undefined : call('storage', text(column.storage)),
    column.compression === undefined ? undefined : call('compression', text(column.compression)),
    column.options === undefined ? undefined : call('options', text(column.options)),
    column.grants && call('grants', ...column.grants.map(data)),
  ]
  return calls.filter(each => each !== undefined).join('.')
}

const nextValue = ({ schema, name }: Name): string =>
  `nextval(${quoteLiteral([...(schema === undefined ? [] : [schema]), name].map(quoteIdentifier).join('.'))}::regclass)`

function serialOf({ type, nullable, default: value, ownedSequence, identity }: Column): Code | undefined {
  const word = { smallint: 'smallserial', integer: 'serial', bigint: 'bigserial' }[type.kind as string]
  const isSerial =
    !nullable &&
    identity === undefined &&
    (type.dimensions ?? 0) === 0 &&
    ownedSequence !== undefined &&
    value?.sql === nextValue(ownedSequence)
  return word === undefined || !isSerial ? undefined : `${word}()`
}

/** A number or a truth value as it is, where the DSL would print exactly this SQL for it. */
function defaultCode(sql: string, type: ColumnType): Code {
  const plain: unknown = /^-?\d+(\.\d+)?$/.test(sql) ? Number(sql) : sql === 'true' ? true : sql === 'false' ? false : undefined
  const printed = plain === undefined ? undefined : printValue(plain, type)
  return printed !== undefined && 'sql' in printed && printed.sql === sql ? sql : sqlCode(sql)
}

/** The call that gives the type. What no builder says exactly is stated as the model has it. */
export function typeCode(type: ColumnType, declared: Declared): Code {
  const { dimensions = 0, native, ...element } = type
  const scalar: ColumnType = { ...element, native: dimensions > 0 ? native.replace(/(\[\])+$/, '') : native }
  const known = type.reference === undefined ? undefined : declared.get(keyOf(type.reference))
  const code = known !== undefined && isSame(known.type, scalar) ? `${known.variable}()` : builtIn(scalar)
  return dimensions === 0 ? code : call(`${code}.array`, dimensions === 1 ? undefined : String(dimensions))
}

function builtIn(type: ColumnType): Code {
  const { kind, length, precision, scale, native } = type
  const numbers = [length, precision, scale].filter(each => each !== undefined)
  const make = (types as unknown as Readonly<Record<string, (...given: unknown[]) => ColumnBuilder<unknown>>>)[kind]
  if (kind === 'other') return isSame(types.type(native).draft.type, type) ? call('type', text(native)) : raw(type)
  if (make === undefined || kind === 'enum' || kind === 'domain') return raw(type)
  const short = kind === 'char' || kind === 'bit' ? numbers.filter(each => each !== 1) : numbers
  return isSame(make(...numbers).draft.type, type) ? call(kind, ...short.map(String)) : raw(type)
}

const raw = (type: ColumnType): Code => `new ColumnBuilder<string>(${data({ type, nullable: true })})`

const isSame = (a: ColumnType, b: ColumnType): boolean =>
  a.kind === b.kind &&
  a.native === b.native &&
  a.length === b.length &&
  a.precision === b.precision &&
  a.scale === b.scale &&
  JSON.stringify(a.reference) === JSON.stringify(b.reference)
