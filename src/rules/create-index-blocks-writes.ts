import { keyOf } from '../model/name.ts'
import { builtOnline } from './exact-remedy.ts'
import { byItself, heavyRule } from './heavy.ts'

export const createIndexBlocksWrites = heavyRule({
  id: 'create-index-blocks-writes',
  harm: 'CREATE INDEX takes SHARE on the table and keeps it until the index is built: no row can be written meanwhile.',
  remedy: {
    words: 'build it CONCURRENTLY, outside a transaction; on a partitioned table, one partition after the other and then attached',
    outside: true,
    sql: ['CREATE {unique}INDEX CONCURRENTLY {index} ON {table} ({columns})'],
    rails: ['add_index :{table}, [{symbols}], name: "{index}"{uniqueInRuby?}, algorithm: :concurrently'],
    alembic: ["op.create_index('{index}', '{table}', [{strings}]{uniqueInPython?}, postgresql_concurrently=True)"],
  },
  claims: byItself('create-index'),
  exactly: (step, sql) => (step.kind === 'create-index' ? builtOnline(step, sql) : undefined),
  doing: ({ step }) => (step.kind === 'create-index' ? `index ${step.index.name} on ${keyOf(step.table)} is built` : ''),
})
