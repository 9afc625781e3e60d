import { bigint, change, routine, schema, sql, table, text, view } from 'lockstep'

const desk = schema(
  {
    tickets: table(
      {
        id: bigint().identity().primaryKey(),
        tenant: text().notNull().comment('Whose ticket it is'),
        subject: text().notNull(),
      },
      t => ({
        indexes: [t.index(['tenant', 'subject'])],
        constraints: [t.check('tickets_tenant_check', sql`${t.col('tenant')} <> ''`)],
        rowSecurity: 'enabled',
        policies: [
          { name: 'own_tenant', using: sql`${t.col('tenant')} = CURRENT_USER` },
          {
            name: 'no_demo',
            permissive: false,
            command: 'delete',
            roles: ['helpdesk'],
            using: sql`${t.col('tenant')} <> 'demo'`,
            comment: 'The demo stays',
          },
        ],
        grants: [{ grantee: 'helpdesk', privileges: ['DELETE', 'INSERT', 'SELECT', 'UPDATE'] }],
        extendedStatistics: [
          {
            name: 'tickets_by_tenant',
            columns: ['tenant', 'subject'],
            definition: sql`CREATE STATISTICS tickets_by_tenant ON tenant, subject FROM tickets`,
          },
        ],
        triggers: [
          {
            name: 'announce_move',
            function: 'announce_move',
            columns: ['tenant'],
            comment: 'Both tenants hear of it',
            definition: sql`CREATE TRIGGER announce_move AFTER UPDATE OF tenant ON tickets FOR EACH ROW WHEN (OLD.tenant IS DISTINCT FROM NEW.tenant) EXECUTE FUNCTION announce_move()`,
          },
        ],
      }),
    ),
  },
  {
    routines: [
      routine('announce_move', '', {
        definition: sql`CREATE OR REPLACE FUNCTION announce_move()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN PERFORM pg_notify('moved', NEW.id::text); RETURN NULL; END $function$`,
      }),
    ],
    views: [
      view('ticket_counts', sql`SELECT tenant, count(*) AS tickets FROM tickets GROUP BY tenant`, {
        columns: ['tenant', 'tickets'],
        reads: { tickets: ['tenant'] },
        grants: [{ grantee: 'reporting', privileges: ['SELECT'] }],
        comment: 'For the invoice',
      }),
      view('busy_tenants', sql`SELECT tenant FROM ticket_counts WHERE tickets > 100`, {
        columns: ['tenant'],
        reads: { ticket_counts: ['tenant', 'tickets'] },
      }),
    ],
  },
)

export default change(desk, 'Tenants are customers').table('tickets', t => t.renameColumn('tenant', 'customer'))
