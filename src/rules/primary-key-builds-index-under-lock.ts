import { madeOfIndex } from './exact-remedy.ts'
import { byItself, heavyRule } from './heavy.ts'

export const primaryKeyBuildsIndexUnderLock = heavyRule({
  id: 'primary-key-builds-index-under-lock',
  harm: 'ADD PRIMARY KEY takes ACCESS EXCLUSIVE, builds its index and, where a column may be NULL, reads every row: also with USING INDEX.',
  remedy: {
    words: 'make the columns NOT NULL by a validated check first, build a unique index CONCURRENTLY, then make it the primary key',
    outside: true,
    sql: [
      'CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({columns})',
      'ALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {name}',
    ],
  },
  claims: (heavy, at) =>
    byItself('add-constraint')(heavy, at) && at.step.kind === 'add-constraint' && at.step.constraint.kind === 'primary-key',
  exactly: (step, sql) => (step.kind === 'add-constraint' ? madeOfIndex(step, sql) : undefined),
  doing: ({ step, heavy }) =>
    step.kind !== 'add-constraint'
      ? ''
      : heavy.some(({ lock }) => lock.work === 'index-build')
        ? `the index of primary key ${step.constraint.name} is built`
        : `every row is read: a column of primary key ${step.constraint.name} may be NULL`,
})
