import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { mayRefer } from '../../src/engines/postgres/casts.ts'
import { parseType } from '../../src/engines/postgres/types.ts'
import { emptySchema } from '../../src/model/schema.ts'
import { startServer } from '../../src/verify/postgres-server.ts'

const majors = (process.env['LOCKSTEP_MAJORS'] ?? '12 18').split(' ').map(Number)
const types = [
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'numeric(8,2)',
  'real',
  'double precision',
  'money',
  'boolean',
  'uuid',
  'bytea',
  'jsonb',
  'text',
  'character varying(20)',
  'character(5)',
  'bit(3)',
  'bit varying(4)',
  'inet',
  'cidr',
  'macaddr',
  'integer[]',
  'bigint[]',
  'text[]',
  'character varying(20)[]',
  'date',
  'time without time zone',
  'time with time zone',
  'timestamp without time zone',
  'timestamp with time zone',
  'interval',
]

describe.each(majors)('PostgreSQL %i', major => {
  it('accepts a foreign key between exactly the types the engine says it does', async () => {
    const server = await startServer({ major })
    const client = new pg.Client(server.url('postgres'))
    await client.connect()
    try {
      for (const key of types) await client.query(`CREATE TABLE "${key}" (k ${key} PRIMARY KEY)`)
      const accepted: string[] = []
      const expected: string[] = []
      for (const key of types)
        for (const own of types) {
          const pair = `${own} to ${key}`
          if (mayRefer(parseType(own), parseType(key), emptySchema)) expected.push(pair)
          const refusal = await client.query(`CREATE TABLE referring (k ${own} REFERENCES "${key}")`).then(
            () => undefined,
            (reason: { readonly code?: string }) => reason.code,
          )
          if (refusal === undefined) {
            accepted.push(pair)
            await client.query('DROP TABLE referring')
          } else expect(refusal, pair).toBe('42804')
        }
      expect(accepted).toEqual(expected)
    } finally {
      await client.end()
      await server.stop()
    }
  })
})
