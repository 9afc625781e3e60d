import { extension as extensionOf, materializedView, nameFrom, routine, sequence, view } from '../../../dsl/object.ts'
import { quoteIdentifier } from '../../../dsl/quote.ts'
import { routineCode, sequenceCode, viewCode } from '../../../dsl/write/objects.ts'
import { keyOf } from '../../../model/name.ts'
import { slot, type Form, type Given } from '../form.ts'
import { called, codeOnly, fieldsOf, plain, sqlValue, type Value } from '../value.ts'

const group = 'views, functions, triggers, sequences'
const viewSlot = slot('view', 'view', 'the view')
const routineSlot = slot('function', 'routine', 'the function or procedure')
const sequenceSlot = slot('sequence', 'sequence', 'the sequence')
const newName = (what: string) => slot('name', 'new-name', `the name of the ${what}`)
const given = (...values: readonly (Value | undefined)[]): readonly Value[] => values.filter(each => each !== undefined)

const dropped = (name: string, method: string, does: string, of: typeof viewSlot, example: string): Form => ({
  name,
  group,
  does,
  slots: [of],
  example: `${name} ${example}`,
  draft: line => ({ title: `Drop ${line.word(of.name)}`, calls: [{ method, given: [plain(line.word(of.name))] }] }),
})

/** A query to begin with: all columns of the first table. */
const someQuery = ({ schema }: Given): string => {
  const [first] = schema.tables.values()
  if (first === undefined) return 'SELECT 1 AS one'
  return `SELECT ${first.columns.map(({ name }) => quoteIdentifier(name)).join(', ')} FROM ${[first.name.schema, first.name.name].flatMap(each => (each === undefined ? [] : [quoteIdentifier(each)])).join('.')}`
}

const body = (
  name: string,
  args: string,
  returns: string,
): string => `CREATE OR REPLACE FUNCTION ${name.split('.').map(quoteIdentifier).join('.')}(${args})
 RETURNS ${returns}
 LANGUAGE plpgsql
AS $function$
BEGIN
  RETURN ${returns === 'trigger' ? 'NEW' : 'NULL'};
END
$function$`

/** What a routine is, to be edited. */
const routineNow = ({ schema }: Given, name: string) => schema.routines.values().find(each => keyOf(each.name) === keyOf(nameFrom(name)))

export const objectForms: readonly Form[] = [
  {
    name: 'create-view',
    group,
    does: 'create a view',
    slots: [newName('view'), slot('query', 'sql', 'the SELECT; one to begin with unless told', { isOptional: true })],
    options: { materialized: { describe: 'keep its rows' } },
    example: `create-view named_users "SELECT id, name FROM users WHERE name IS NOT NULL"`,
    draft: line => {
      const query = line.word('query') || someQuery(line)
      const isKept = line.flag('materialized')
      return {
        title: `Create ${line.word('name')}`,
        notes: line.word('query') === '' ? ['To fill in: the query.'] : [],
        calls: [
          {
            method: 'createView',
            given: [
              called(
                isKept ? 'materializedView' : 'view',
                (isKept ? materializedView : view) as never,
                plain(line.word('name')),
                sqlValue(query),
              ),
            ],
          },
        ],
      }
    },
  },
  {
    name: 'replace-view',
    group,
    does: 'write a view as it is, to be edited into what it should be',
    slots: [viewSlot, slot('query', 'sql', 'the new SELECT; the present one, to be edited, unless told', { isOptional: true })],
    example: 'replace-view active_users',
    isTemplate: 'a query is edited better than it is typed on a command line',
    draft: line => {
      const found = line.schema.views.get(keyOf(nameFrom(line.word('view'))))
      const query = line.word('query')
      const edited = found === undefined ? undefined : { ...found, ...(query === '' ? {} : { query, columns: [], reads: {} }) }
      return {
        title: `Replace ${line.word('view')}`,
        notes:
          query === '' ? ['To edit: the view as it is now. columns and reads may be left out; they are worked out from the query.'] : [],
        calls: [{ method: 'replaceView', given: [edited === undefined ? codeOnly(`view('')`) : codeOnly(viewCode(edited))] }],
      }
    },
  },
  {
    name: 'rename-view',
    group,
    does: 'rename a view',
    slots: [viewSlot, slot('to', 'new-name', 'its new name, without a schema')],
    example: 'rename-view active_users current_users',
    draft: line => ({
      title: `Rename ${line.word('view')} to ${line.word('to')}`,
      calls: [{ method: 'renameView', given: [plain(line.word('view')), plain(line.word('to'))] }],
    }),
  },
  dropped('drop-view', 'dropView', 'drop a view', viewSlot, 'active_users'),
  {
    name: 'create-routine',
    group,
    does: 'create a function or procedure',
    slots: [newName('function'), slot('arguments', 'text', 'such as "a integer, b text"', { isOptional: true })],
    options: { returns: { takes: 'text', describe: 'what it returns; trigger unless told' } },
    example: 'create-routine stamp_order --returns trigger',
    isTemplate: 'its body is written in the file',
    draft: line => ({
      title: `Create ${line.word('name')}`,
      notes: ['To fill in: the body of the function.'],
      calls: [
        {
          method: 'createRoutine',
          given: [
            called(
              'routine',
              routine as never,
              plain(line.word('name')),
              plain(line.word('arguments')),
              fieldsOf({ definition: sqlValue(body(line.word('name'), line.word('arguments'), line.option('returns') ?? 'trigger')) }),
            ),
          ],
        },
      ],
    }),
  },
  {
    name: 'replace-routine',
    group,
    does: 'write a function or procedure as it is, to be edited into what it should be',
    slots: [routineSlot],
    example: 'replace-routine stamp_update',
    isTemplate: 'a body is edited better than it is typed on a command line',
    draft: line => {
      const found = routineNow(line, line.word('function'))
      return {
        title: `Replace ${line.word('function')}`,
        notes: ['To edit: the function as it is now.'],
        calls: [{ method: 'replaceRoutine', given: [codeOnly(found === undefined ? `routine('')` : routineCode(found))] }],
      }
    },
  },
  {
    name: 'drop-routine',
    group,
    does: 'drop a function or procedure',
    slots: [routineSlot, slot('arguments', 'text', 'their types, where there are several of the name', { isOptional: true })],
    example: 'drop-routine old_slug',
    draft: line => ({
      title: `Drop ${line.word('function')}`,
      calls: [
        {
          method: 'dropRoutine',
          given: given(plain(line.word('function')), line.word('arguments') === '' ? undefined : plain(line.word('arguments'))),
        },
      ],
    }),
  },
  {
    name: 'create-trigger',
    group,
    does: 'run a function on writes to a table',
    slots: [slot('table', 'table', 'the table'), newName('trigger')],
    options: {
      function: { takes: 'routine', describe: 'the function it runs', isNeeded: true },
      when: { takes: 'text', describe: 'BEFORE UPDATE unless told; AFTER INSERT OR UPDATE OF name' },
    },
    example: 'create-trigger users stamp_update --function stamp_update',
    draft: line => {
      const [table, name, run] = [line.word('table'), line.word('name'), line.option('function') ?? '']
      const sql = (key: string): string => key.split('.').map(quoteIdentifier).join('.')
      const definition = `CREATE TRIGGER ${quoteIdentifier(name)} ${line.option('when') ?? 'BEFORE UPDATE'} ON ${sql(table)} FOR EACH ROW EXECUTE FUNCTION ${sql(run)}()`
      return {
        title: `Trigger ${name} on ${table}`,
        calls: [
          {
            on: table,
            method: 'createTrigger',
            given: given(fieldsOf({ name: plain(name), function: plain(run), definition: sqlValue(definition) })),
          },
        ],
      }
    },
  },
  {
    name: 'drop-trigger',
    group,
    does: 'drop a trigger',
    slots: [slot('table', 'table', 'the table'), slot('trigger', 'trigger', 'the trigger')],
    example: 'drop-trigger users touch_user',
    draft: line => ({
      title: `Drop ${line.word('trigger')}`,
      calls: [{ on: line.word('table'), method: 'dropTrigger', given: [plain(line.word('trigger'))] }],
    }),
  },
  {
    name: 'create-sequence',
    group,
    does: 'create a sequence',
    slots: [newName('sequence'), slot('options', 'sql', 'such as START WITH 1000', { isOptional: true })],
    example: `create-sequence ticket_numbers "START WITH 1000"`,
    draft: line => ({
      title: `Create ${line.word('name')}`,
      calls: [
        {
          method: 'createSequence',
          given: [
            called(
              'sequence',
              sequence as never,
              plain(line.word('name')),
              fieldsOf({ options: line.word('options') === '' ? undefined : sqlValue(line.word('options')) }),
            ),
          ],
        },
      ],
    }),
  },
  {
    name: 'alter-sequence',
    group,
    does: 'change the options of a sequence; those that are not said stay',
    slots: [sequenceSlot, slot('options', 'sql', 'all options as they should be, such as INCREMENT BY 10 START WITH 1')],
    example: `alter-sequence invoice_numbers "INCREMENT BY 10 START WITH 1"`,
    draft: line => {
      const found = line.schema.sequences.get(keyOf(nameFrom(line.word('sequence'))))
      const own = found === undefined ? undefined : codeOnly(sequenceCode({ ...found, options: line.word('options') }))
      return {
        title: `Change ${line.word('sequence')}`,
        calls: [
          {
            method: 'alterSequence',
            given: [
              own ??
                called('sequence', sequence as never, plain(line.word('sequence')), fieldsOf({ options: sqlValue(line.word('options')) })),
            ],
          },
        ],
      }
    },
  },
  dropped('drop-sequence', 'dropSequence', 'drop a sequence that stands alone', sequenceSlot, 'invoice_numbers'),
  {
    name: 'create-extension',
    group,
    does: 'install an extension',
    slots: [newName('extension')],
    options: { schema: { takes: 'schema-name', describe: 'the schema it goes into' } },
    example: 'create-extension pg_trgm',
    draft: line => {
      const schema = line.option('schema')
      return {
        title: `Install ${line.word('name')}`,
        calls: [
          {
            method: 'createExtension',
            given: [
              called(
                'extension',
                extensionOf as never,
                plain(line.word('name')),
                fieldsOf({ schema: schema === undefined ? undefined : plain(schema) }),
              ),
            ],
          },
        ],
      }
    },
  },
  dropped('drop-extension', 'dropExtension', 'remove an extension', slot('extension', 'extension', 'the extension'), 'hstore'),
]
