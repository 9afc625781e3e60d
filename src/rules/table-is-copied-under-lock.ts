import { heavyRule, byItself } from './heavy.ts'

const verbs: Readonly<Record<string, string>> = {
  vacuum: 'VACUUM FULL copies it',
  cluster: 'CLUSTER copies it',
  'set-persistence': 'SET LOGGED or UNLOGGED copies it',
  'set-tablespace': 'it is copied into the other tablespace',
  'set-access-method': 'it is copied for the other access method',
}

export const tableIsCopiedUnderLock = heavyRule({
  id: 'table-is-copied-under-lock',
  harm: 'VACUUM FULL, CLUSTER, SET LOGGED or UNLOGGED, SET TABLESPACE and SET ACCESS METHOD copy the whole table under ACCESS EXCLUSIVE.',
  remedy: {
    words:
      'use pg_repack or pg_squeeze, which copy while the table is used; leave a plain VACUUM to autovacuum; or do it in a maintenance window',
  },
  claims: (heavy, at) => byItself('execute-sql')(heavy, at) && at.step.kind === 'execute-sql' && (at.step.known?.verb ?? '') in verbs,
  doing: ({ step }) => (step.kind === 'execute-sql' ? (verbs[step.known?.verb ?? ''] ?? '') : ''),
})
