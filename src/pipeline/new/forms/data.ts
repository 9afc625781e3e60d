import { quoteIdentifier } from '../../../dsl/quote.ts'
import { slot, type Form } from '../form.ts'
import { fieldsOf, plain, sqlValue, type Value } from '../value.ts'
import { columnWord, splitList } from '../words.ts'

const group = 'rows, and SQL of your own'

export const dataForms: readonly Form[] = [
  {
    name: 'backfill',
    group,
    does: 'give existing rows new values, in batches',
    slots: [
      slot('column', 'column', 'the column, such as users.slug'),
      slot('expression', 'sql', 'SQL of the new value, in terms of the columns'),
    ],
    options: {
      where: { takes: 'sql', describe: 'SQL: rows still to be done, false once a row is done; those without a value unless told' },
    },
    example: `backfill users.slug "lower(name)"`,
    draft: line => {
      const { table, column } = columnWord(line.word('column'))
      const where = line.option('where')
      return {
        title: `Fill ${table}.${column}`,
        notes:
          where === undefined
            ? [`where finds the rows still to be done, and must be false of a row once it is done: the work may stop and go on.`]
            : [],
        calls: [
          {
            on: table,
            method: 'backfill',
            given: [
              fieldsOf({ [column]: sqlValue(line.word('expression')) }) as Value,
              fieldsOf({ where: sqlValue(where ?? `${quoteIdentifier(column)} IS NULL`) }) as Value,
            ],
          },
        ],
      }
    },
  },
  {
    name: 'execute-sql',
    group,
    does: 'run SQL as it stands, where no other kind says it',
    slots: [slot('up', 'sql', 'the SQL')],
    options: {
      down: { takes: 'sql', describe: 'SQL that undoes it; without it there is no way back' },
      reason: { takes: 'text', describe: 'why no other kind says it; shown to the reviewer', isNeeded: true },
      touches: { takes: 'text', describe: 'what it may touch, with commas; anything unless told' },
      'outside-transaction': { describe: 'it cannot stand in a transaction' },
    },
    example: `execute-sql "ALTER TABLE users CLUSTER ON users_pkey" --down "ALTER TABLE users SET WITHOUT CLUSTER" --reason "kept in order"`,
    draft: line => {
      const [down, touches] = [line.option('down'), line.option('touches')]
      return {
        title: line.option('reason') ?? '',
        notes: down === undefined ? ['To fill in: down, the SQL that undoes it. Without it this cannot be rolled back.'] : [],
        calls: [
          {
            method: 'execute',
            given: [
              sqlValue(line.word('up')),
              fieldsOf({
                down: down === undefined ? undefined : sqlValue(down),
                reason: plain(line.option('reason')),
                touches: touches === undefined ? undefined : plain(splitList(touches)),
                transactional: line.flag('outside-transaction') ? plain(false) : undefined,
              }) as Value,
            ],
          },
        ],
      }
    },
  },
]
