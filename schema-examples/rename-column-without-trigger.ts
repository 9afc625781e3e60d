import { bigint, change, schema, sql, table, text, view } from 'lockstep'

const shop = schema(
  {
    users: table(
      {
        id: bigint().identity().primaryKey(),
        name: text().notNull().default('nobody').comment('As printed on the invoice'),
        city: text(),
      },
      t => ({
        indexes: [t.index(['city', 'name'])],
        constraints: [t.unique(['name', 'city']), t.check('users_name_check', sql`${t.col('name')} <> ''`)],
        policies: [{ name: 'own_row', using: sql`${t.col('name')} = CURRENT_USER` }],
        rowSecurity: 'enabled',
      }),
    ),
  },
  { views: [view('names', sql`SELECT name FROM users`, { columns: ['name'], reads: { users: ['name'] } })] },
)

export const policy = { triggers: 'never' } as const // the application writes both names for a while

export default change(shop, 'Names are full names').table('users', t => t.renameColumn('name', 'full_name'))
