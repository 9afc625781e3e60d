import { bigint, change, integer, routine, schema, sql, table, text, view } from 'lockstep'

const shop = schema(
  {
    payments: table(
      {
        id: bigint().identity().primaryKey(),
        tenant: text().notNull(),
        cents: integer().notNull().comment('In the smallest unit'),
      },
      t => ({
        indexes: [t.index(['tenant', 'cents'])],
        constraints: [t.check('payments_cents_check', sql`${t.col('cents')} > 0`)],
        rowSecurity: 'enabled',
        policies: [
          {
            name: 'small_sums',
            permissive: false,
            roles: ['clerk'],
            using: sql`${t.col('cents')} < 100000`,
            check: sql`${t.col('cents')} < 100000`,
            comment: 'Clerks see small sums only',
          },
          { name: 'own_tenant', using: sql`${t.col('tenant')} = CURRENT_USER` },
        ],
        grants: [{ grantee: 'clerk', privileges: ['INSERT', 'SELECT'] }],
        extendedStatistics: [
          {
            name: 'payments_sums',
            columns: ['tenant', 'cents'],
            definition: sql`CREATE STATISTICS payments_sums ON tenant, cents FROM payments`,
          },
        ],
        triggers: [
          {
            name: 'watch_cents',
            function: 'watch_cents',
            columns: ['cents'],
            definition: sql`CREATE TRIGGER watch_cents AFTER UPDATE OF cents ON payments FOR EACH ROW WHEN (OLD.cents <> NEW.cents) EXECUTE FUNCTION watch_cents()`,
          },
        ],
      }),
    ),
  },
  {
    routines: [
      routine('watch_cents', '', {
        definition: sql`CREATE OR REPLACE FUNCTION watch_cents()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN RETURN NULL; END $function$`,
      }),
    ],
    views: [
      view('turnover', sql`SELECT tenant, sum(cents) AS cents FROM payments GROUP BY tenant`, {
        columns: ['tenant', 'cents'],
        reads: { payments: ['cents', 'tenant'] },
        grants: [{ grantee: 'reporting', privileges: ['SELECT'] }],
        comment: 'By tenant',
      }),
      view('big_tenants', sql`SELECT tenant FROM turnover WHERE cents > 1000000`, {
        columns: ['tenant'],
        reads: { turnover: ['cents', 'tenant'] },
      }),
    ],
  },
)

export default change(shop, 'Sums outgrow integer').table('payments', t => t.changeType('cents', bigint()))
