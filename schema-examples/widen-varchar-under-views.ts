import { bigint, boolean, change, routine, schema, sql, table, varchar, view } from 'lockstep'

const shop = schema(
  {
    users: table(
      {
        id: bigint().identity().primaryKey(),
        nickname: varchar(40).notNull(),
        active: boolean().notNull(),
      },
      t => ({
        rowSecurity: 'enabled',
        policies: [
          {
            name: 'own_profile',
            command: 'update',
            roles: ['member'],
            using: sql`(${t.col('nickname')})::text = CURRENT_USER`,
            comment: 'Members change themselves only',
          },
        ],
        grants: [{ grantee: 'member', privileges: ['SELECT', 'UPDATE'] }],
        triggers: [
          {
            name: 'stamp_nickname',
            function: 'stamp_nickname',
            columns: ['nickname'],
            comment: 'Nicknames are watched',
            definition: sql`CREATE TRIGGER stamp_nickname BEFORE UPDATE OF nickname ON users FOR EACH ROW EXECUTE FUNCTION stamp_nickname()`,
          },
        ],
      }),
    ),
  },
  {
    routines: [
      routine('stamp_nickname', '', {
        definition: sql`CREATE OR REPLACE FUNCTION stamp_nickname()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN RETURN NEW; END $function$`,
      }),
    ],
    views: [
      view('active_users', sql`SELECT id, nickname FROM users WHERE active`, {
        columns: ['id', 'nickname'],
        reads: { users: ['active', 'id', 'nickname'] },
        comment: 'What the site shows',
        options: 'security_barrier=true',
        grants: [{ grantee: 'reporting', privileges: ['SELECT'] }],
        columnComments: { nickname: 'As shown' },
      }),
      view('nicknames', sql`SELECT nickname FROM active_users`, {
        columns: ['nickname'],
        reads: { active_users: ['nickname'] },
        columnGrants: { nickname: [{ grantee: 'member', privileges: ['SELECT'] }] },
      }),
    ],
  },
)

export default change(shop, 'Longer nicknames').table('users', t => t.changeType('nickname', varchar(120)))
