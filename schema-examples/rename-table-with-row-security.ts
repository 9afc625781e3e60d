import { bigint, change, schema, sql, table, text } from 'lockstep'

const desk = schema({
  tickets: table(
    {
      id: bigint().identity().primaryKey(),
      tenant: text().notNull(),
      subject: text().notNull(),
    },
    t => ({
      rowSecurity: 'enabled',
      policies: [{ name: 'own_tenant', using: sql`${t.col('tenant')} = current_setting('app.tenant', true)` }],
      grants: [{ grantee: 'helpdesk', privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] }],
    }),
  ),
})

export const minimumMajor = 15 // a view that asks with the reader's own rights

export default change(desk, 'Call tickets cases').renameTable('tickets', 'cases')
