import { bigint, change, schema, table } from 'lockstep'

const shop = schema({
  folders: table({
    id: bigint().identity().primaryKey(),
    parent_id: bigint().references('folders', 'id'),
  }),
})

export default change(shop, 'Check the tree at the end of a transaction').table('folders', t =>
  t.setDeferrable('folders_parent_id_fkey', 'initially-deferred'),
)
