import { bigint, change, schema, table, text } from 'lockstep'

const shop = schema({
  users: table(
    { id: bigint().identity().primaryKey(), name: text(), secret: text() },
    {
      grants: [{ grantee: 'reporting', privileges: ['SELECT'] }],
    },
  ),
})

export default change(shop, 'Reports read names, and nothing else').table('users', t =>
  t.grant('reporting', ['SELECT'], { columns: ['id', 'name'] }).revoke('reporting', ['SELECT']),
)
