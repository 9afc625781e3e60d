import { keyOf } from '../model/name.ts'
import { byItself, heavyRule } from './heavy.ts'

export const createIndexBlocksWrites = heavyRule({
  id: 'create-index-blocks-writes',
  harm: 'CREATE INDEX takes SHARE on the table and keeps it until the index is built: no row can be written meanwhile.',
  remedy: {
    words: 'build it CONCURRENTLY, outside a transaction; on a partitioned table, one partition after the other and then attached',
    outside: true,
    sql: ['CREATE {unique}INDEX CONCURRENTLY {index} ON {table} ({columns})'],
    rails: ['add_index :{table}, [{symbols}], name: "{index}", algorithm: :concurrently'],
    laravel: ["DB::statement('CREATE {unique}INDEX CONCURRENTLY {index} ON {table} ({columns})');"],
    alembic: ["op.create_index('{index}', '{table}', [{strings}], postgresql_concurrently=True)"],
  },
  claims: byItself('create-index'),
  doing: ({ step }) => (step.kind === 'create-index' ? `index ${step.index.name} on ${keyOf(step.table)} is built` : ''),
})
