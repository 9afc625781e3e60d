import type { EngineVersion } from '../../model/engine.ts'
import type { Capability } from '../../steps/engine.ts'

/**
 * What a version can do. `notes`: the release notes of that major (appendix E of the manual);
 * `measured`: `test/facts`, on servers 12 to 18.
 */
export const capabilities = ({ major, minor }: EngineVersion): Readonly<Record<Capability, boolean>> => ({
  addNotNullNotValid: major >= 18, // notes 18: NOT NULL is a named constraint and may be NOT VALID; measured: 42601 on 12–17
  detachConcurrently: major >= 14, // notes 14: DETACH PARTITION … CONCURRENTLY; measured: not with a DEFAULT partition (55000)
  replaceTrigger: major >= 14, // notes 14: CREATE OR REPLACE TRIGGER; measured: syntax error on 12 and 13
  securityInvokerViews: major >= 15, // notes 15: security_invoker views
  nullsNotDistinct: major >= 15, // notes 15: UNIQUE NULLS NOT DISTINCT
  virtualGenerated: major >= 18, // notes 18: virtual generated columns, the default kind
  setExpression: major >= 17, // notes 17: ALTER COLUMN … SET EXPRESSION
  dropExpression: major >= 13, // notes 13: ALTER COLUMN … DROP EXPRESSION
  notValidForeignKeyOnPartitioned: major >= 18, // notes 18; measured: 42809 on 12–17
  compression: major >= 14, // notes 14: per-column SET COMPRESSION
  concurrentBuildsAreSafe: !(major === 14 && minor < 4), // notes 14.4: CREATE INDEX and REINDEX CONCURRENTLY could leave out rows
  mergeThroughViews: major >= 17, // notes 17: MERGE into updatable views
  publishColumns: major >= 15, // notes 15: column lists of publications
  transactionTimeout: major >= 17, // notes 17: transaction_timeout
})
