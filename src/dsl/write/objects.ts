import { keyOf } from '../../model/name.ts'
import type { Domain, Enum, Extension, Routine, Sequence, View } from '../../model/schema.ts'
import { call, type Code, data, fields, list, object, sqlCode, text } from './code.ts'
import { type Declared, typeCode } from './column.ts'
import { indexOptions, partsCode } from './constraint.ts'

export const enumCode = ({ name, values, ...rest }: Enum): Code => call('enumType', text(keyOf(name)), data(values), object(fields(rest)))

export const domainCode = ({ name, type, nullable, checks, default: value, ...rest }: Domain, declared: Declared): Code =>
  call(
    'domain',
    text(keyOf(name)),
    typeCode(type, declared),
    object({
      notNull: nullable ? undefined : 'true',
      default: value && sqlCode(value.sql),
      checks:
        checks.length === 0
          ? undefined
          : list(
              checks.map(({ expression, validated, ...check }) =>
                object({
                  ...fields({ ...check, kind: undefined }),
                  expression: sqlCode(expression),
                  notValid: validated ? undefined : 'true',
                }),
              ),
            ),
      ...fields(rest),
    }),
  )

export const viewCode = ({ name, query, materialized, reads, columns, indexes, ...rest }: View): Code =>
  call(
    materialized ? 'materializedView' : 'view',
    text(keyOf(name)),
    sqlCode(query),
    object({
      columns: data(columns),
      reads: data(reads),
      indexes:
        indexes && list(indexes.map(index => object({ name: text(index.name), parts: partsCode(index.parts), ...indexOptions(index) }))),
      ...fields(rest),
    }),
  )

export const sequenceCode = ({ name, type, options, ownedBy, ...rest }: Sequence): Code =>
  call(
    'sequence',
    text(keyOf(name)),
    object({
      type: type === 'bigint' ? undefined : text(type),
      options: options === '' ? undefined : sqlCode(options),
      ownedBy: ownedBy && object({ table: text(keyOf(ownedBy.table)), column: text(ownedBy.column) }),
      ...fields(rest),
    }),
  )

export const routineCode = ({ name, arguments: given, kind, definition, ...rest }: Routine): Code =>
  call(
    'routine',
    text(keyOf(name)),
    text(given),
    object({ definition: sqlCode(definition), kind: kind === 'function' ? undefined : text(kind), ...fields(rest) }),
  )

export const extensionCode = ({ name, ...rest }: Extension): Code => call('extension', text(name), object(fields(rest)))
