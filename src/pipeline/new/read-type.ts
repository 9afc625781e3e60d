import { ColumnBuilder, domain, enumType } from '../../dsl/index.ts'
import { listed, nearest } from '../../dsl/did-you-mean.ts'
import * as types from '../../dsl/types.ts'
import { typeCode, type Declared } from '../../dsl/write/column.ts'
import { parseType } from '../../engines/postgres/types.ts'
import { typeKinds } from '../../model/column-type.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { keyOf } from '../../model/name.ts'
import type { Schema } from '../../model/schema.ts'
import { called, chained, plain, type TypeValue, type Value } from './value.ts'

/** Abbreviations of several clauses, which are no types to SQL. */
const serials = { smallserial: types.smallserial, serial: types.serial, bigserial: types.bigserial } as const

/** Types of PostgreSQL and of usual extensions that the DSL has no word for. */
const others =
  /^(int4|int8|num|ts|tstz|date)(multi)?range$|^(point|line|lseg|box|path|polygon|circle|macaddr8|pg_lsn|oid|name|tsquery|txid_snapshot|pg_snapshot|regclass|jsonpath|ltree|lquery|cube|isbn|earth|geometry|geography|vector|halfvec|sparsevec)\b/i

/** What other languages call them. */
const abroad: Readonly<Record<string, string>> = {
  string: 'varchar or text',
  str: 'varchar or text',
  datetime: 'timestamptz or timestamp',
  number: 'integer, bigint or numeric',
  float: 'double or real',
  blob: 'bytea',
  binary: 'bytea',
  tinyint: 'smallint',
  mediumtext: 'text',
  longtext: 'text',
  guid: 'uuid',
}

/** Words that the DSL and SQL have for types, for what was probably meant. */
export const typeWords: readonly string[] = [
  ...typeKinds.filter(kind => !['enum', 'domain', 'other'].includes(kind)),
  ...Object.keys(serials),
  'int',
  'decimal',
  'double precision',
]

/**
 * A type as the DSL or SQL spells it (`varchar(8)`, `numeric(10,2)`, `order_state`, `text[]`), as the call that gives it.
 *
 * @param declared the variables of the schema's enums and domains
 */
export function readType(spelled: string, schema: Schema, declared: Declared): Result<TypeValue> {
  const word = spelled
    .trim()
    .replace(/^double(?=$|\[)/i, 'double precision')
    .replace(/\(\)$/, '')
  const serial = Object.entries(serials).find(([name]) => name === word.toLowerCase())
  if (serial !== undefined) return ok({ ...called(...serial), type: serial[1]().draft.type })
  const type = parseType(word, schema)
  if (type.kind === 'other' && !others.test(word)) {
    const known = [...typeWords, ...schema.enums.keys(), ...schema.domains.keys()]
    const bare = word
      .toLowerCase()
      .replace(/[([].*$/, '')
      .trim()
    const meant = Object.hasOwn(abroad, bare) ? abroad[bare] : nearest(bare, known)
    if (meant !== undefined || schema.extensions.keys().length === 0)
      return fail(
        error(
          'unknown-type',
          `There is no type ${spelled}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
          `There are ${listed([...schema.enums.keys(), ...schema.domains.keys(), ...typeWords.slice(0, 10)])}; one of an extension the schema file does not list can be put into the change file as type('…').`,
        ),
      )
  }
  return ok({ ...valueOf(type, schema, declared), type })
}

function valueOf(type: TypeValue['type'], schema: Schema, declared: Declared): Value {
  const code = typeCode(type, declared)
  const key = type.reference === undefined ? '' : keyOf(type.reference)
  if (type.kind !== 'enum' && type.kind !== 'domain') return { code, value: new ColumnBuilder({ type, nullable: true }) }
  const { dimensions = 0 } = type
  const scalar = type.kind === 'enum' ? enumType(key, schema.enums.get(key)?.values ?? [])() : domain(key, types.text())()
  return { code, value: dimensions === 0 ? scalar : chained({ code: '', value: scalar }, 'array', plain(dimensions)).value }
}
