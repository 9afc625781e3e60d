import { Entries } from '../../../src/model/entries.ts'
import { describe, expect, it } from 'vitest'
import type { ColumnType } from '../../../src/model/column-type.ts'
import { parseType, printType } from '../../../src/engines/postgres/types.ts'

const lookup = {
  enums: Entries.of({
    state: { name: { name: 'state' }, values: ['on'] },
    'App.Odd "Enum"': { name: { schema: 'App', name: 'Odd "Enum"' }, values: [] },
  }),
  domains: Entries.of({
    'app.email': { name: { schema: 'app', name: 'email' }, type: { kind: 'text', native: 'text' } as const, nullable: true, checks: [] },
  }),
}

/** Spellings → the one type they all mean. */
const types: [string[], ColumnType][] = [
  [['int8', 'BIGINT', 'pg_catalog.int8', ' bigint '], { kind: 'bigint', native: 'bigint' }],
  [['int', 'integer', 'int4', '"int4"'], { kind: 'integer', native: 'integer' }],
  [
    ['varchar(255)', 'character varying(255)', 'CHARACTER  VARYING ( 255 )', 'char varying(255)'],
    { kind: 'varchar', length: 255, native: 'character varying(255)' },
  ],
  [['varchar', 'character varying'], { kind: 'varchar', native: 'character varying' }],
  [
    ['varchar(3)[]', 'varchar(3)[4][2]', 'varchar(3) ARRAY', 'varchar(3) array[4]'],
    { kind: 'varchar', length: 3, dimensions: 1, native: 'character varying(3)[]' },
  ],
  [['char', 'character', 'char(1)', 'nchar'], { kind: 'char', length: 1, native: 'character(1)' }],
  [['bpchar'], { kind: 'char', native: 'bpchar' }],
  [['"char"', 'pg_catalog."char"'], { kind: 'other', native: '"char"' }],
  [['"char"[]'], { kind: 'other', dimensions: 1, native: '"char"[]' }],
  [['bit', 'bit(1)'], { kind: 'bit', length: 1, native: 'bit(1)' }],
  [['"bit"'], { kind: 'bit', native: '"bit"' }],
  [['varbit(8)', 'bit varying(8)'], { kind: 'varbit', length: 8, native: 'bit varying(8)' }],
  [['numeric(10)', 'decimal(10,0)', 'numeric(10, 0)'], { kind: 'numeric', precision: 10, scale: 0, native: 'numeric(10,0)' }],
  [['numeric(3,-2)'], { kind: 'numeric', precision: 3, scale: -2, native: 'numeric(3,-2)' }],
  [['numeric', 'decimal'], { kind: 'numeric', native: 'numeric' }],
  [['float', 'float8', 'float(25)', 'double precision'], { kind: 'double', native: 'double precision' }],
  [['float(24)', 'real', 'float4'], { kind: 'real', native: 'real' }],
  [['timestamp', 'timestamp without time zone'], { kind: 'timestamp', native: 'timestamp without time zone' }],
  [
    ['timestamptz(3)', 'timestamp(3) with time zone', 'TIMESTAMP (3) WITH TIME ZONE'],
    { kind: 'timestamptz', precision: 3, native: 'timestamp(3) with time zone' },
  ],
  [
    ['timestamptz(3)[]', 'timestamp(3) with time zone[]'],
    { kind: 'timestamptz', precision: 3, dimensions: 1, native: 'timestamp(3) with time zone[]' },
  ],
  [['time(0)', 'time(0) without time zone'], { kind: 'time', precision: 0, native: 'time(0) without time zone' }],
  [['interval'], { kind: 'interval', native: 'interval' }],
  [['interval(2)'], { kind: 'interval', precision: 2, native: 'interval(2)' }],
  [['interval day to second(3)'], { kind: 'interval', precision: 3, native: 'interval day to second(3)' }],
  [['interval year to month[]'], { kind: 'interval', dimensions: 1, native: 'interval year to month[]' }],
  [['state', 'State', 'public.state', '"state"'], { kind: 'enum', reference: { name: 'state' }, native: 'state' }],
  [['state[]'], { kind: 'enum', reference: { name: 'state' }, dimensions: 1, native: 'state[]' }],
  [['"App"."Odd ""Enum"""'], { kind: 'enum', reference: { schema: 'App', name: 'Odd "Enum"' }, native: '"App"."Odd ""Enum"""' }],
  [['app.email', 'APP . email'], { kind: 'domain', reference: { schema: 'app', name: 'email' }, native: 'app.email' }],
  [['citext', 'public.citext'], { kind: 'citext', native: 'citext' }],
  [['ext.hstore'], { kind: 'hstore', reference: { schema: 'ext', name: 'hstore' }, native: 'ext.hstore' }],
  [['geometry(Point,4326)'], { kind: 'other', native: 'geometry(Point,4326)' }],
  [['int4range'], { kind: 'other', native: 'int4range' }],
  [['"User"', 'public."User"'], { kind: 'other', native: '"User"' }],
  [['"user"'], { kind: 'other', native: '"user"' }],
  [['public.date'], { kind: 'other', native: 'public.date' }],
  [['"integer"'], { kind: 'other', native: '"integer"' }],
  [['constructor', '"constructor"'], { kind: 'other', native: 'constructor' }],
  [['größe'], { kind: 'other', native: '"größe"' }],
]

describe('parseType', () => {
  it.each(types)('%j', (spellings, type) => {
    for (const spelling of spellings) expect(parseType(spelling, lookup), spelling).toEqual(type)
  })

  it.each(types)('%j: prints what it read, and reads what it printed', (_, type) => {
    expect(printType(type)).toBe(type.native)
    expect(parseType(type.native, lookup)).toEqual(type)
  })

  it('keeps what it does not know', () => {
    expect(parseType('some thing odd(1', lookup)).toEqual({ kind: 'other', native: 'some thing odd(1' })
    expect(parseType('', lookup)).toEqual({ kind: 'other', native: '' })
  })
})
