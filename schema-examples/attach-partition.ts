import { bigint, change, schema, sequence, sql, table, text } from 'lockstep'

const rest = { account_id: bigint().notNull(), kind: text() }
const account = { name: 'events_account_id_fkey' }

// Numbers below 100000 were used up by the archive.
const log = schema(
  {
    accounts: table({ id: bigint().identity().primaryKey() }),
    events: table(
      {
        id: bigint()
          .notNull()
          .default(sql`nextval('events_id_seq'::regclass)`)
          .ownedSequence('events_id_seq'),
        ...rest,
      },
      t => ({
        constraints: [t.primaryKey(['id']), t.foreignKey(['account_id'], 'accounts', ['id'], account)],
        indexes: [t.index(['account_id'])],
        partitionBy: { strategy: 'range', columns: ['id'] },
      }),
    ),
    events_now: table({ id: bigint().notNull(), ...rest }, t => ({
      constraints: [
        t.primaryKey(['id'], { inherited: true }),
        t.foreignKey(['account_id'], 'accounts', ['id'], { ...account, inherited: true }),
      ],
      indexes: [t.index(['account_id'], { inherited: true })],
      partitionOf: { parent: 'events', bounds: sql`DEFAULT` },
    })),
    archive: table({ id: bigint().notNull(), ...rest }, { statistics: { rows: 80_000_000, asOf: '2026-11-01' } }),
  },
  { sequences: [sequence('events_id_seq', { options: sql`START WITH 100000`, ownedBy: { table: 'events', column: 'id' } })] },
)

export default change(log, 'Show the archive among the events').attachPartition('archive', {
  of: 'events',
  bounds: sql`FOR VALUES FROM (MINVALUE) TO (100000)`,
})
