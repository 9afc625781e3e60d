import { bigint, change, schema, table, text } from 'lockstep'

const shop = schema({
  tags: table({ id: bigint().primaryKey(), name: text().notNull() }),
})

export default change(shop, 'Let the server number the tags').table('tags', t => t.setIdentity('id'))
