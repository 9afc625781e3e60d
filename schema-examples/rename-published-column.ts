import { bigint, change, routine, schema, sql, table, text, uuid } from 'lockstep'

const shop = schema(
  {
    accounts: table(
      {
        id: bigint().identity().primaryKey(),
        mail: text().notNull(),
        region: uuid(),
      },
      {
        publications: [{ name: 'to_warehouse', columns: ['id', 'mail', 'region'] }],
      },
    ),
  },
  {
    routines: [
      routine('mail_count', '', {
        definition: sql`CREATE OR REPLACE FUNCTION mail_count()
 RETURNS bigint
 LANGUAGE sql
 STABLE
BEGIN ATOMIC
 SELECT count(accounts.mail) AS count FROM accounts;
END`,
        reads: { accounts: ['mail'] },
        comment: 'How many have an address',
        grants: [{ grantee: 'reporting', privileges: ['EXECUTE'] }],
      }),
    ],
  },
)

export const minimumMajor = 15 // publications of some columns; 14 for bodies in SQL

export default change(shop, 'Call mail email').table('accounts', t => t.renameColumn('mail', 'email'))
