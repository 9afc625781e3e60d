import { bigint, change, routine, schema, table, text } from 'lockstep'

const body = (expression: string): string => `CREATE OR REPLACE FUNCTION display_name(given text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
BEGIN
  RETURN ${expression};
END
$function$`

const shop = schema(
  {
    users: table({ id: bigint().identity().primaryKey(), name: text() }),
  },
  {
    routines: [routine('display_name', 'text', { definition: { sql: body('upper(given)') } })],
  },
)

export default change(shop, 'Capitalise names').replaceRoutine(
  routine('display_name', 'text', { definition: { sql: body('initcap(given)') } }),
)
