import { slot, type Form, type FormOption, type Given } from '../form.ts'
import { fieldsOf, plain, sqlValue, type Value } from '../value.ts'
import { columnsWord, splitList } from '../words.ts'

const group = 'constraints'
const table = slot('table', 'table', 'the table')
const constraint = slot('constraint', 'constraint', 'the constraint')
const columns = slot('columns', 'columns', 'one column, or several with commas: tenant_id,email')

const actions = ['no action', 'restrict', 'cascade', 'set null', 'set default']
const name: FormOption = { takes: 'new-name', describe: 'its name; what PostgreSQL would choose unless told' }
const notValid: FormOption = { describe: 'for new rows only; existing ones are not checked' }
const deferrable: FormOption = { choices: ['deferrable', 'initially-deferred'], describe: 'checked at the end of the transaction' }

const texts = (line: Given, ...names: readonly string[]): Record<string, Value | undefined> =>
  Object.fromEntries(
    names.map(each => {
      const text = line.option(each)
      const key = each.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
      return [key, text === undefined ? undefined : plain(text)]
    }),
  )

const flags = (line: Given, ...names: readonly string[]): Record<string, Value | undefined> =>
  Object.fromEntries(
    names.map(each => [each.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()), line.flag(each) ? plain(true) : undefined]),
  )

const given = (...values: readonly (Value | undefined)[]): readonly Value[] => values.filter(each => each !== undefined)

const listed = (line: Given): Value => plain(splitList(line.word('columns')))

const onConstraint = (kind: string, method: string, does: string, title: (of: string) => string): Form => ({
  name: kind,
  group,
  does,
  slots: [table, constraint],
  example: `${kind} orders orders_total_check`,
  draft: line => ({
    title: title(line.word('constraint')),
    calls: [{ on: line.word('table'), method, given: [plain(line.word('constraint'))] }],
  }),
})

export const constraintForms: readonly Form[] = [
  {
    name: 'add-primary-key',
    group,
    does: 'make columns the primary key',
    slots: [table, columns],
    options: { name },
    example: 'add-primary-key memberships user_id,group_id',
    draft: line => ({
      title: `Primary key of ${line.word('table')}`,
      calls: [{ on: line.word('table'), method: 'addPrimaryKey', given: given(listed(line), fieldsOf(texts(line, 'name'))) }],
    }),
  },
  {
    name: 'add-unique',
    group,
    does: 'no two rows may share these values',
    slots: [table, columns],
    options: { name, deferrable, 'nulls-not-distinct': { describe: 'two rows without a value collide (PostgreSQL 15)' } },
    example: 'add-unique tenants tenant_id,email',
    draft: line => ({
      title: `Unique ${line.word('columns')} on ${line.word('table')}`,
      calls: [
        {
          on: line.word('table'),
          method: 'addUnique',
          given: given(listed(line), fieldsOf({ ...texts(line, 'name', 'deferrable'), ...flags(line, 'nulls-not-distinct') })),
        },
      ],
    }),
  },
  {
    name: 'add-check',
    group,
    does: 'a condition every row must meet',
    slots: [table, slot('name', 'new-name', 'the name of the constraint'), slot('expression', 'sql', 'SQL in terms of the columns')],
    options: { 'not-valid': notValid },
    example: `add-check orders orders_total_positive "total >= 0"`,
    draft: line => ({
      title: `Check ${line.word('name')} on ${line.word('table')}`,
      calls: [
        {
          on: line.word('table'),
          method: 'addCheck',
          given: given(plain(line.word('name')), sqlValue(line.word('expression')), fieldsOf(flags(line, 'not-valid'))),
        },
      ],
    }),
  },
  {
    name: 'add-foreign-key',
    group,
    does: 'rows must refer to rows of another table that are there',
    slots: [
      slot('columns', 'column', 'the columns that refer, such as orders.user_id'),
      slot('to', 'references', 'those referred to, such as users.id'),
    ],
    options: {
      'on-delete': { choices: actions, describe: 'what happens when the row referred to is deleted' },
      'on-update': { choices: actions, describe: 'what happens when its key changes' },
      name,
      deferrable,
      'not-valid': notValid,
    },
    example: 'add-foreign-key orders.user_id users.id --on-delete cascade',
    draft: line => {
      const [from, to] = [columnsWord(line.word('columns')), columnsWord(line.word('to'))]
      return {
        title: `Foreign key from ${from.table}.${from.columns.join(',')} to ${to.table}`,
        calls: [
          {
            on: from.table,
            method: 'addForeignKey',
            given: given(
              plain(from.columns),
              plain(to.table),
              plain(to.columns),
              fieldsOf({ ...texts(line, 'name', 'on-delete', 'on-update', 'deferrable'), ...flags(line, 'not-valid') }),
            ),
          },
        ],
      }
    },
  },
  {
    name: 'add-exclusion',
    group,
    does: 'no two rows may be alike by operators of your choice',
    slots: [table, slot('name', 'new-name', 'the name of the constraint'), slot('definition', 'sql', 'everything after EXCLUDE')],
    options: { columns: { takes: 'columns', describe: 'the columns it is about', isNeeded: true }, deferrable },
    example: `add-exclusion bookings bookings_no_overlap "USING gist (during WITH &&)" --columns during`,
    draft: line => ({
      title: `Exclusion ${line.word('name')} on ${line.word('table')}`,
      calls: [
        {
          on: line.word('table'),
          method: 'addExclusion',
          given: given(
            plain(line.word('name')),
            sqlValue(line.word('definition')),
            fieldsOf({ columns: plain(splitList(line.option('columns') ?? '')), ...texts(line, 'deferrable') }),
          ),
        },
      ],
    }),
  },
  onConstraint('drop-constraint', 'dropConstraint', 'drop a primary key, unique, foreign key, check or exclusion', of => `Drop ${of}`),
  onConstraint(
    'validate-constraint',
    'validateConstraint',
    'check the rows that were there before a NOT VALID constraint',
    of => `Validate ${of}`,
  ),
  {
    name: 'rename-constraint',
    group,
    does: 'rename a constraint',
    slots: [table, constraint, slot('to', 'new-name', 'its new name')],
    example: 'rename-constraint orders orders_total_check orders_total_positive',
    draft: line => ({
      title: `Rename ${line.word('constraint')} to ${line.word('to')}`,
      calls: [{ on: line.word('table'), method: 'renameConstraint', given: [plain(line.word('constraint')), plain(line.word('to'))] }],
    }),
  },
  {
    name: 'set-deferrable',
    group,
    does: 'say when a foreign key is checked: at once, or at the end of the transaction',
    slots: [table, constraint],
    options: { when: { choices: ['at-once', 'deferrable', 'initially-deferred'], describe: 'when it is checked', isNeeded: true } },
    example: 'set-deferrable orders orders_user_id_fkey --when initially-deferred',
    draft: line => {
      const when = line.option('when') ?? 'at-once'
      return {
        title: `${line.word('constraint')} is ${when === 'at-once' ? 'checked at once' : when}`,
        calls: [
          {
            on: line.word('table'),
            method: 'setDeferrable',
            given: [plain(line.word('constraint')), plain(when === 'at-once' ? null : when)],
          },
        ],
      }
    },
  },
]
