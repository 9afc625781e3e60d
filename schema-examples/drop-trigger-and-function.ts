import { bigint, change, routine, schema, sql, table, text, timestamptz } from 'lockstep'

const stamp = routine('stamp_update', '', {
  definition: sql`CREATE OR REPLACE FUNCTION stamp_update()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$function$`,
})

const shop = schema(
  {
    users: table(
      { id: bigint().identity().primaryKey(), name: text(), updated_at: timestamptz() },
      {
        triggers: [
          {
            name: 'stamp_update',
            function: 'stamp_update',
            definition: sql`CREATE TRIGGER stamp_update BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION stamp_update()`,
          },
        ],
      },
    ),
  },
  { routines: [stamp] },
)

export default change(shop, 'The application stamps its updates itself')
  .table('users', t => t.dropTrigger('stamp_update'))
  .dropRoutine('stamp_update')
