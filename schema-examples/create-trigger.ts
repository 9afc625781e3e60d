import { bigint, change, routine, schema, sql, table, text, timestamptz } from 'lockstep'

const shop = schema({
  users: table({ id: bigint().identity().primaryKey(), name: text(), updated_at: timestamptz() }),
})

export default change(shop, 'Stamp every update')
  .createRoutine(
    routine('stamp_update', '', {
      definition: sql`CREATE OR REPLACE FUNCTION stamp_update()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$function$`,
    }),
  )
  .table('users', t =>
    t.createTrigger({
      name: 'stamp_update',
      function: 'stamp_update',
      definition: sql`CREATE TRIGGER stamp_update BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION stamp_update()`,
    }),
  )
