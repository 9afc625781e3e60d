import { keyOf } from '../model/name.ts'
import { heavyRule } from './heavy.ts'
import { addsRewriting } from './volatile-default-rewrites-table.ts'

export const checkedDomainRewritesTable = heavyRule({
  id: 'checked-domain-rewrites-table',
  harm: 'ADD COLUMN of a domain that checks its values writes the whole table anew under ACCESS EXCLUSIVE, with or without a default.',
  remedy: {
    words: 'give the column the type below the domain, and a CHECK of its own, added NOT VALID and validated later',
    sql: [
      'ALTER TABLE {table} ADD COLUMN {column} <type of the domain>',
      'ALTER TABLE {table} ADD CONSTRAINT {column}_check CHECK (<the check of the domain>) NOT VALID',
    ],
  },
  claims: addsRewriting('domain'),
  doing: ({ step }) =>
    step.kind === 'add-column'
      ? `the table is written anew: ${step.column.type.native} of ${keyOf(step.table)}.${step.column.name} checks its values`
      : '',
})
