import { bigint, change, schema, sql, table, text } from 'lockstep'

const shop = schema({
  notes: table({ id: bigint().identity().primaryKey(), owner_name: text().notNull(), body: text() }),
})

export default change(shop, 'Notes are private').table('notes', t =>
  t.createPolicy({ name: 'own_notes', using: sql`${t.col('owner_name')} = current_user` }).enableRowSecurity(),
)
