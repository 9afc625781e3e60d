import { bigint, change, schema, table, text } from 'lockstep'

const shop = schema({
  users: table({ id: bigint().identity().primaryKey(), name: text() }, t => ({ indexes: [t.index(['name'])] })),
})

export default change(shop, 'Drop an unused index').table('users', t => t.dropIndex('users_name_idx'))
