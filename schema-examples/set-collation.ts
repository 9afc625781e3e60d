import { bigint, change, schema, table, text } from 'lockstep'

const shop = schema({
  tags: table({ id: bigint().identity().primaryKey(), label: text().notNull() }),
})

export default change(shop, 'Sort labels by their bytes').table('tags', t => t.setCollation('label', 'C'))
