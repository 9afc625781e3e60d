import { madeOfIndex } from './exact-remedy.ts'
import { byItself, heavyRule } from './heavy.ts'

export const uniqueBuildsIndexUnderLock = heavyRule({
  id: 'unique-builds-index-under-lock',
  harm: 'ADD UNIQUE takes ACCESS EXCLUSIVE and builds its index under it: the table can be neither read nor written meanwhile.',
  remedy: {
    words: 'build a unique index CONCURRENTLY, then make it the constraint, which changes the catalog only',
    outside: true,
    sql: [
      'CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({columns})',
      'ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}',
    ],
    rails: [
      'add_index :{table}, [{symbols}], unique: true, name: "{name}", algorithm: :concurrently',
      '# in the next migration:',
      'add_unique_constraint :{table}, name: "{name}", using_index: "{name}"',
    ],
    alembic: [
      "op.create_index('{name}', '{table}', [{strings}], unique=True, postgresql_concurrently=True)",
      'op.execute("ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}")',
    ],
  },
  claims: (heavy, at) => byItself('add-constraint')(heavy, at) && at.step.kind === 'add-constraint' && at.step.constraint.kind === 'unique',
  exactly: (step, sql) => (step.kind === 'add-constraint' ? madeOfIndex(step, sql) : undefined),
  doing: ({ step }) => (step.kind === 'add-constraint' ? `the index of unique constraint ${step.constraint.name} is built` : ''),
})
