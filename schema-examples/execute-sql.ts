import { bigint, change, schema, sql, table, text } from 'lockstep'

const shop = schema({
  users: table({ id: bigint().identity().primaryKey(), name: text() }),
})

export default change(shop, 'Keep statistics of names fresh').execute(sql`ALTER TABLE users SET (autovacuum_analyze_scale_factor = 0.01)`, {
  down: sql`ALTER TABLE users RESET (autovacuum_analyze_scale_factor)`,
  reason: 'autovacuum settings are tuned by hand here',
})
