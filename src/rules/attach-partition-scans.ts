import { keyOf } from '../model/name.ts'
import { byItself, heavyRule } from './heavy.ts'

export const attachPartitionScans = heavyRule({
  id: 'attach-partition-scans',
  harm: 'ATTACH PARTITION reads the new partition, and the default one, under ACCESS EXCLUSIVE, unless validated checks already say what their rows are.',
  remedy: {
    words:
      'say it beforehand: a check on the partition that implies its bounds, one on the default partition that excludes them; both NOT VALID and validated',
    sql: [
      'ALTER TABLE {table} ADD CONSTRAINT {table}_bounds CHECK (<key> IS NOT NULL AND <the bounds>) NOT VALID',
      'ALTER TABLE {table} VALIDATE CONSTRAINT {table}_bounds',
    ],
  },
  claims: byItself('attach-partition'),
  doing: ({ step }) =>
    step.kind === 'attach-partition' ? `${keyOf(step.table)} is attached and every row of it held against ${step.partitionOf.bounds}` : '',
})
