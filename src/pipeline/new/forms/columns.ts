import { columnIn, tableIn } from '../../../model/schema.ts'
import { nameFrom } from '../../../dsl/object.ts'
import { slot, type Call, type Draft, type Form, type FormOption, type Given } from '../form.ts'
import { literalOf } from '../literal.ts'
import { chained, fieldsOf, plain, sqlValue, type Value } from '../value.ts'
import { columnWord } from '../words.ts'

const column = slot('column', 'column', 'the column, such as users.name')
const group = 'columns'
const sql = (describe: string): FormOption => ({ takes: 'sql', describe })

const on = (given: Given) => columnWord(given.word('column'))

const one = (table: string, method: string, ...values: readonly (Value | undefined)[]): readonly Call[] => [
  { on: table, method, given: values.filter(each => each !== undefined) },
]

/** What a column is now, to say it back. */
const presentColumn = ({ schema, word }: Given) => {
  const { table, column: name } = columnWord(word('column'))
  const found = tableIn(schema, nameFrom(table))
  return found && columnIn(found, name)
}

/** A kind that takes a column and nothing else. */
const alone = (name: string, method: string, does: string, title: (of: string) => string, of = 'users.name'): Form => ({
  name,
  group,
  does,
  slots: [column],
  example: `${name} ${of}`,
  draft: given => {
    const { table, column: name } = on(given)
    return { title: title(`${table}.${name}`), calls: one(table, method, plain(name)) }
  },
})

interface Setting {
  readonly name: string
  readonly method: string
  readonly what: string
  readonly example: string
  readonly isNumber?: true
}

/** A kind that sets one thing of a column, or takes it away. */
const setting = ({ name, method, what, example, isNumber }: Setting): Form => ({
  name,
  group,
  does: `set ${what}, or take it away`,
  slots: [column, slot('value', 'text', `${what}; left out with --remove`, { isOptional: true })],
  options: { remove: { describe: 'take it away: what the server does by itself' } },
  example: `${name} users.name ${example}`,
  draft: given => {
    const { table, column: of } = on(given)
    const value = given.flag('remove') ? null : isNumber === true ? Number(given.word('value')) : given.word('value')
    return {
      title: value === null ? `Take ${what} of ${table}.${of} away` : `Set ${what} of ${table}.${of}`,
      calls: one(table, method, plain(of), plain(value)),
    }
  },
})

const addColumn = (given: Given): Draft => {
  const { table, column: name } = on(given)
  const { type, ...start } = given.type('type')
  const [literal, sqlDefault, backfill, references] = ['default', 'default-sql', 'backfill', 'references'].map(given.option)
  let made: Value = start
  if (given.flag('not-null')) made = chained(made, 'notNull')
  if (literal !== undefined) made = chained(made, 'default', literalOf(literal, type))
  if (sqlDefault !== undefined) made = chained(made, 'default', sqlValue(sqlDefault))
  const generated = given.option('generated')
  if (generated !== undefined) made = chained(made, 'generated', sqlValue(generated))
  if (given.flag('unique')) made = chained(made, 'unique')
  if (references !== undefined) {
    const isTable = tableIn(given.schema, nameFrom(references)) !== undefined || !references.includes('.')
    const to = isTable ? { table: references, column: undefined } : columnWord(references)
    made = chained(made, 'references', plain(to.table), to.column === undefined ? undefined : plain(to.column))
  }
  const comment = given.option('comment')
  if (comment !== undefined) made = chained(made, 'comment', plain(comment))
  return {
    title: `Add ${table}.${name}`,
    calls: one(table, 'addColumn', plain(name), made, fieldsOf({ backfill: backfill === undefined ? undefined : sqlValue(backfill) })),
  }
}

const changeType = (given: Given): Draft => {
  const { table, column: name } = on(given)
  const { type, code, value } = given.type('type')
  const [forward, backward] = [given.option('forward'), given.option('backward')]
  const before = presentColumn(given)?.type.native ?? 'text'
  const conversion =
    forward === undefined
      ? undefined
      : fieldsOf({ forward: sqlValue(forward), backward: backward === undefined ? sqlValue(`${name}::${before}`) : sqlValue(backward) })
  const notes =
    forward === undefined
      ? [
          `Values are cast from ${before} to ${type.native}. Where a cast cannot say it, a third argument does:`,
          `{ forward: sql\`…\`, backward: sql\`…\` }, in terms of ${name}. backward: null says that old values need not survive a rollback.`,
        ]
      : backward === undefined
        ? [
            `To fill in: backward says how a value comes back when this is rolled back, in terms of ${name}. It is a plain cast now;`,
            'null instead says that old values need not survive a rollback.',
          ]
        : []
  return {
    title: `Change ${table}.${name} to ${type.native}`,
    notes,
    calls: one(table, 'changeType', plain(name), { code, value }, conversion),
  }
}

const makeRequired = (given: Given): Draft => {
  const { table, column: name } = on(given)
  const backfill = given.option('backfill')
  return {
    title: `Require ${table}.${name}`,
    notes:
      backfill === undefined
        ? [`Rows without a value stop it. What they get can stand here: makeRequired('${name}', { backfill: sql\`…\` })`]
        : [],
    calls: one(table, 'makeRequired', plain(name), fieldsOf({ backfill: backfill === undefined ? undefined : sqlValue(backfill) })),
  }
}

const setDefault = (given: Given): Draft => {
  const { table, column: name } = on(given)
  const text = given.option('sql')
  const type = presentColumn(given)?.type ?? { kind: 'text', native: 'text' }
  return {
    title: `Default of ${table}.${name}`,
    calls: one(table, 'setDefault', plain(name), text === undefined ? literalOf(given.word('value'), type) : sqlValue(text)),
  }
}

export const columnForms: readonly Form[] = [
  {
    name: 'add-column',
    group,
    does: 'add a column',
    slots: [slot('column', 'column', 'the new column with its table, such as orders.region')],
    options: {
      type: { takes: 'type', describe: 'its type, in SQL or as the DSL has it', isNeeded: true },
      'not-null': { describe: 'every row must have a value' },
      default: { takes: 'text', describe: 'a plain value' },
      'default-sql': sql('the default as SQL, such as now()'),
      backfill: sql('SQL for rows that exist, in terms of their columns; the default unless told'),
      generated: sql('SQL that computes it from the other columns of its row'),
      unique: { describe: 'no two rows may share a value' },
      references: { takes: 'references', describe: 'a foreign key, to the primary key unless a column is named' },
      comment: { takes: 'text', describe: 'a comment on the column' },
    },
    example: `add-column orders.region --type 'varchar(8)' --default eu --not-null`,
    draft: addColumn,
  },
  alone('drop-column', 'dropColumn', 'drop a column', of => `Drop ${of}`),
  {
    name: 'rename-column',
    group,
    does: 'rename a column',
    slots: [column, slot('to', 'new-name', 'its new name')],
    example: 'rename-column users.name full_name',
    draft: given => {
      const { table, column: from } = on(given)
      const to = given.word('to').replace(`${table}.`, '')
      return { title: `Rename ${table}.${from} to ${to}`, calls: one(table, 'renameColumn', plain(from), plain(to)) }
    },
  },
  {
    name: 'change-type',
    group,
    does: 'change the type of a column',
    slots: [column, slot('type', 'type', 'the new type, in SQL or as the DSL has it')],
    options: {
      forward: sql('SQL that makes the new value, in terms of the old column; a cast unless told'),
      backward: sql('SQL that makes the old value again'),
    },
    example: 'change-type orders.id bigint',
    draft: changeType,
  },
  {
    name: 'set-default',
    group,
    does: 'give a column another default',
    slots: [column, slot('value', 'text', 'a plain value; left out with --sql', { isOptional: true })],
    options: { sql: sql('the default as SQL, such as now()') },
    example: 'set-default users.status active',
    draft: setDefault,
  },
  alone('drop-default', 'dropDefault', 'take the default of a column away', of => `No default for ${of}`, 'users.status'),
  {
    name: 'make-required',
    group,
    does: 'NOT NULL: every row must have a value',
    slots: [column],
    options: { backfill: sql('SQL for rows that have none, in terms of their columns') },
    example: `make-required users.email --backfill "'unknown-' || id"`,
    draft: makeRequired,
  },
  alone('make-optional', 'makeOptional', 'allow rows without a value', of => `${of} becomes optional`),
  {
    name: 'set-identity',
    group,
    does: 'number a column by a sequence of its own',
    slots: [column],
    options: {
      always: { describe: 'values written by hand are refused' },
      sequence: sql('options of the sequence, such as START WITH 1000'),
    },
    example: 'set-identity tenants.tenant_id',
    draft: given => {
      const { table, column: of } = on(given)
      const options = given.option('sequence')
      const generation = given.flag('always') ? 'always' : options === undefined ? undefined : 'by-default'
      return {
        title: `Number ${table}.${of}`,
        calls: one(
          table,
          'setIdentity',
          plain(of),
          generation === undefined ? undefined : plain(generation),
          options === undefined ? undefined : sqlValue(options),
        ),
      }
    },
  },
  alone('drop-identity', 'dropIdentity', 'take the numbering away; the values stay', of => `${of} is numbered no longer`, 'users.id'),
  {
    name: 'set-generated',
    group,
    does: 'change what a generated column is computed from (PostgreSQL 17)',
    slots: [column, slot('expression', 'sql', 'SQL in terms of the other columns')],
    options: { virtual: { describe: 'computed when read (PostgreSQL 18)' } },
    example: `set-generated tenants.label "upper(email)"`,
    draft: given => {
      const { table, column: of } = on(given)
      return {
        title: `Compute ${table}.${of}`,
        calls: one(
          table,
          'setGenerated',
          plain(of),
          sqlValue(given.word('expression')),
          given.flag('virtual') ? plain('virtual') : undefined,
        ),
      }
    },
  },
  alone('drop-generated', 'dropGenerated', 'keep the values, compute no more', of => `${of} is computed no longer`, 'orders.search'),
  setting({ name: 'set-collation', method: 'setCollation', what: 'the collation', example: 'C' }),
  setting({ name: 'set-column-comment', method: 'setColumnComment', what: 'the comment', example: `'As on the passport'` }),
  setting({ name: 'set-column-statistics', method: 'setColumnStatistics', what: 'the statistics target', example: '1000', isNumber: true }),
  setting({ name: 'set-column-storage', method: 'setColumnStorage', what: 'the storage', example: 'external' }),
  setting({ name: 'set-column-compression', method: 'setColumnCompression', what: 'the compression', example: 'lz4' }),
]
