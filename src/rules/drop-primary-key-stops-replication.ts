import { keyOf, type Name } from '../model/name.ts'
import { primaryKeyOf, tableIn, type Schema } from '../model/schema.ts'
import { ofKind, type Rule } from './rule.ts'

const hasPrimaryKey = (schema: Schema, name: Name): boolean => {
  const table = tableIn(schema, name)
  return table !== undefined && primaryKeyOf(table) !== undefined
}

export const dropPrimaryKeyStopsReplication: Rule = {
  id: 'drop-primary-key-stops-replication',
  severity: 'warning',
  harm: 'Without its primary key a published table has no replica identity: its updates and deletes fail (55000), and ORMs no longer know its rows.',
  remedy: {
    words: 'put the new key in place in the same transaction, from a unique index built CONCURRENTLY before',
    sql: ['ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} PRIMARY KEY USING INDEX <new index>'],
  },
  check: ({ steps, way, base }) =>
    ofKind(steps, 'drop-constraint')
      .filter(at => at.step.constraint.kind === 'primary-key' && at.isLive(at.step.table))
      // What goes back to a table without one is what there was.
      .filter(at => way === 'up' || hasPrimaryKey(base, at.step.table))
      .filter(
        at =>
          !ofKind(steps, 'add-constraint').some(
            ({ step, block }) =>
              step.constraint.kind === 'primary-key' && keyOf(step.table) === keyOf(at.step.table) && block.id === at.block.id,
          ),
      )
      .map(at => ({ at, message: `${keyOf(at.step.table)} has no primary key from then on` })),
}
