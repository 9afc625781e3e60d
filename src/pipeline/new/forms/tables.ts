import { nameFrom } from '../../../dsl/object.ts'
import { table as tableOf } from '../../../dsl/table.ts'
import { bigint } from '../../../dsl/types.ts'
import { tableCode } from '../../../dsl/write/table.ts'
import { tableIn } from '../../../model/schema.ts'
import { slot, type Form, type Given } from '../form.ts'
import { called, chained, codeOnly, fieldsOf, plain, type Value } from '../value.ts'

const group = 'tables'
const table = slot('table', 'table', 'the table')

const number = (): Value => chained(chained({ code: 'bigint()', value: bigint() }, 'identity'), 'primaryKey')

/** `name:varchar(40)!`: the name, its type, and an exclamation mark where every row must have a value. */
function columnsOf({ rest, readType }: Given): Readonly<Record<string, Value | undefined>> {
  const columns = rest.map((word): [string, Value | undefined] => {
    const [, name = word, spelled = 'text', required] = /^([^:]+)(?::(.*?))?(!?)$/.exec(word) ?? []
    const type = readType(spelled)
    return [name, type === undefined || required === '' ? type : chained({ code: type.code, value: type.value }, 'notNull')]
  })
  const hasKey = columns.some(([name]) => name === 'id')
  return Object.fromEntries(
    hasKey
      ? columns.map(([name, type]) => [name, name === 'id' && type !== undefined ? chained(type, 'primaryKey') : type])
      : [['id', number()], ...columns],
  )
}

/** A kind that sets a text of a table, or takes it away. */
const setting = (name: string, method: string, what: string, describe: string, example: string): Form => ({
  name,
  group,
  does: `set ${what} of a table, or take it away`,
  slots: [table, slot('value', 'text', describe, { isOptional: true })],
  options: { remove: { describe: 'take it away: what the server does by itself' } },
  example: `${name} users ${example}`,
  draft: line => {
    const value = line.flag('remove') ? null : line.word('value')
    return {
      title: value === null ? `Take ${what} of ${line.word('table')} away` : `Set ${what} of ${line.word('table')}`,
      calls: [{ on: line.word('table'), method, given: [plain(value)] }],
    }
  },
})

export const tableForms: readonly Form[] = [
  {
    name: 'create-table',
    group,
    does: 'create a table',
    slots: [
      slot('table', 'new-name', 'its name; billing.invoices is in the schema billing'),
      slot(
        'columns',
        'columns-of-new-table',
        'name:type each, with ! where a value is required; a numbered id is added where there is none',
        {
          isOptional: true,
          isRest: true,
        },
      ),
    ],
    example: `create-table tags 'name:varchar(40)!' created_at:timestamptz!`,
    draft: line => ({
      title: `Create ${line.word('table')}`,
      notes:
        line.rest.length === 0
          ? ['To fill in: the other columns. Keys, indexes and checks: see the section on the schema file in docs/dsl.md']
          : [],
      calls: [{ method: 'createTable', given: [plain(line.word('table')), called('table', tableOf as never, fieldsOf(columnsOf(line)))] }],
    }),
  },
  {
    name: 'drop-table',
    group,
    does: 'drop a table',
    slots: [table],
    example: 'drop-table sessions',
    draft: line => ({ title: `Drop ${line.word('table')}`, calls: [{ method: 'dropTable', given: [plain(line.word('table'))] }] }),
  },
  {
    name: 'rename-table',
    group,
    does: 'rename a table, within its schema',
    slots: [table, slot('to', 'new-name', 'its new name, without a schema')],
    example: 'rename-table users people',
    draft: line => ({
      title: `Rename ${line.word('table')} to ${line.word('to')}`,
      calls: [{ method: 'renameTable', given: [plain(line.word('table')), plain(line.word('to'))] }],
    }),
  },
  {
    name: 'move-table',
    group,
    does: 'move a table to another schema',
    slots: [table, slot('schema', 'schema-name', 'the schema; public is the one the search path finds first')],
    example: 'move-table invoices billing',
    draft: line => ({
      title: `Move ${line.word('table')} to ${line.word('schema')}`,
      calls: [
        { method: 'moveTable', given: [plain(line.word('table')), plain(line.word('schema') === 'public' ? null : line.word('schema'))] },
      ],
    }),
  },
  {
    name: 'target',
    group,
    does: 'write a table as it is, to be edited into what it should be; the difference is planned',
    slots: [table],
    example: 'target users',
    isTemplate: 'the change is what its author edits',
    draft: line => {
      const found = tableIn(line.schema, nameFrom(line.word('table')))
      return {
        title: `${line.word('table')} as it should be`,
        notes: [
          'To edit: the table as it is now. What is taken out is dropped; what is put in is added.',
          `A rename is stated, never guessed: full_name: text().renamedFrom('name')`,
        ],
        calls: [
          {
            method: 'target',
            given: [
              plain(line.word('table')),
              found === undefined ? codeOnly('table({})') : codeOnly(tableCode(withoutUnsaid(found), line.declared)),
            ],
          },
        ],
      }
    },
  },
  setting('set-table-comment', 'setComment', 'the comment', 'the comment', `'Everyone who may sign in'`),
  setting('set-table-options', 'setOptions', 'the storage parameters', 'such as fillfactor=70', 'fillfactor=70'),
  setting('set-replica-identity', 'setReplicaIdentity', 'the replica identity', 'full, nothing, or an index', 'full'),
]

/** A target leaves what it does not mention as it is, so that only columns, constraints and indexes need be shown. */
const withoutUnsaid = ({ name, columns, constraints, indexes }: NonNullable<ReturnType<typeof tableIn>>) => ({
  name,
  columns,
  constraints,
  indexes,
})
