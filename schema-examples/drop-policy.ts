import { bigint, change, schema, sql, table, text } from 'lockstep'

const shop = schema({
  notes: table({ id: bigint().identity().primaryKey(), owner_name: text().notNull(), public: text() }, t => ({
    rowSecurity: 'enabled',
    policies: [
      { name: 'own_notes', using: sql`${t.col('owner_name')} = current_user` },
      { name: 'public_notes', command: 'select', using: sql`${t.col('public')} IS NOT NULL` },
    ],
  })),
})

export default change(shop, 'Nothing is public any more').table('notes', t => t.dropPolicy('public_notes'))
