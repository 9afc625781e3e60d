import type { HeavyRule } from './heavy.ts'
import type { Rule } from './rule.ts'
import { attachPartitionScans } from './attach-partition-scans.ts'
import { autoIncrementRewritesTable } from './auto-increment-rewrites-table.ts'
import { cachedPlansFailOnce } from './cached-plans-fail-once.ts'
import { cascadeDropsDependents } from './cascade-drops-dependents.ts'
import { changeTypeRewritesTable } from './change-type-rewrites-table.ts'
import { checkScansTable } from './check-scans-table.ts'
import { checkedDomainRewritesTable } from './checked-domain-rewrites-table.ts'
import { combinedAlterLosesProof } from './combined-alter-loses-proof.ts'
import { commitEndsTransactionOfRunner } from './commit-ends-transaction-of-runner.ts'
import { concurrentBuildCorruptsIndex } from './concurrent-build-corrupts-index.ts'
import { concurrentBuildWaitsForFlyway } from './concurrent-build-waits-for-flyway.ts'
import { concurrentlyInTransaction } from './concurrently-in-transaction.ts'
import { createIndexBlocksWrites } from './create-index-blocks-writes.ts'
import { defaultChangeIsNotSeenByRunningCode } from './default-change-is-not-seen-by-running-code.ts'
import { domainCheckScansTables } from './domain-check-scans-tables.ts'
import { downDoesNotRestore } from './down-does-not-restore.ts'
import { dropColumnBreaksRunningCode } from './drop-column-breaks-running-code.ts'
import { dropColumnTakesIndexesAlong } from './drop-column-takes-indexes-along.ts'
import { dropDefaultRejectsInserts } from './drop-default-rejects-inserts.ts'
import { dropFunctionBreaksCallers } from './drop-function-breaks-callers.ts'
import { dropIndexBlocksTable } from './drop-index-blocks-table.ts'
import { dropLocksReferencedTable } from './drop-locks-referenced-table.ts'
import { dropPrimaryKeyStopsReplication } from './drop-primary-key-stops-replication.ts'
import { dropSchemaLosesData } from './drop-schema-loses-data.ts'
import { dropTableBreaksRunningCode } from './drop-table-breaks-running-code.ts'
import { dropViewBreaksRunningCode } from './drop-view-breaks-running-code.ts'
import { enumValueIsNotUsableYet } from './enum-value-is-not-usable-yet.ts'
import { exclusionBuildsIndexUnderLock } from './exclusion-builds-index-under-lock.ts'
import { foreignKeyScansTables } from './foreign-key-scans-tables.ts'
import { foreignKeyTypesDiffer } from './foreign-key-types-differ.ts'
import { foreignKeyWithoutIndex } from './foreign-key-without-index.ts'
import { halfDoneFileCannotRunAgain } from './half-done-file-cannot-run-again.ts'
import { heavyWorkUnderLock } from './heavy-work-under-lock.ts'
import { identityStartsAtOne } from './identity-starts-at-one.ts'
import { indexIsMissingMeanwhile } from './index-is-missing-meanwhile.ts'
import { integerKeyRunsOut } from './integer-key-runs-out.ts'
import { invalidIndexIsKept } from './invalid-index-is-kept.ts'
import { jsonColumnBreaksDistinct } from './json-column-breaks-distinct.ts'
import { lockTimeoutCancelsBuild } from './lock-timeout-cancels-build.ts'
import { lockTimeoutIsTooLong } from './lock-timeout-is-too-long.ts'
import { lockWaitsWithoutLimit } from './lock-waits-without-limit.ts'
import { locksPileUp } from './locks-pile-up.ts'
import { nameIsCutOff } from './name-is-cut-off.ts'
import { noWayBack } from './no-way-back.ts'
import { notNullCheckBeforeBackfill } from './not-null-check-before-backfill.ts'
import { onConflictLosesItsConstraint } from './on-conflict-loses-its-constraint.ts'
import { oneTransactionForAllPending } from './one-transaction-for-all-pending.ts'
import { opaqueCode } from './opaque-code.ts'
import { partitionChangeLocksParent } from './partition-change-locks-parent.ts'
import { primaryKeyBuildsIndexUnderLock } from './primary-key-builds-index-under-lock.ts'
import { readersMeetNewEnumValue } from './readers-meet-new-enum-value.ts'
import { readersMeetNull } from './readers-meet-null.ts'
import { refreshBlocksReaders } from './refresh-blocks-readers.ts'
import { reindexBlocksWrites } from './reindex-blocks-writes.ts'
import { renameColumnBreaksRunningCode } from './rename-column-breaks-running-code.ts'
import { renameEnumValueRejectsWrites } from './rename-enum-value-rejects-writes.ts'
import { renameTableBreaksRunningCode } from './rename-table-breaks-running-code.ts'
import { renameTypeBreaksCasts } from './rename-type-breaks-casts.ts'
import { requiredColumnWithoutDefault } from './required-column-without-default.ts'
import { rowSecurityHidesRows } from './row-security-hides-rows.ts'
import { sequenceEndsBeforeItsColumn } from './sequence-ends-before-its-column.ts'
import { setNotNullScansTable } from './set-not-null-scans-table.ts'
import { slowWorkUnderHeldLock } from './slow-work-under-held-lock.ts'
import { statementFails } from './statement-fails.ts'
import { statementTimeoutCancelsWork } from './statement-timeout-cancels-work.ts'
import { storedGeneratedRewritesTable } from './stored-generated-rewrites-table.ts'
import { tableIsCopiedUnderLock } from './table-is-copied-under-lock.ts'
import { triggerRunsOnEveryWrite } from './trigger-runs-on-every-write.ts'
import { truncateLosesRows } from './truncate-loses-rows.ts'
import { typeColumnTurnsOnInheritance } from './type-column-turns-on-inheritance.ts'
import { unbatchedWriteLocksRows } from './unbatched-write-locks-rows.ts'
import { uniqueBuildsIndexUnderLock } from './unique-builds-index-under-lock.ts'
import { validateUnderStrongerLock } from './validate-under-stronger-lock.ts'
import { volatileDefaultRewritesTable } from './volatile-default-rewrites-table.ts'
import { wideningIsNotFreeHere } from './widening-is-not-free-here.ts'
import { writeWithoutWhere } from './write-without-where.ts'

/** Work under a lock that blocks the application; each such work belongs to one rule. */
const heavyRules: readonly HeavyRule[] = [
  createIndexBlocksWrites,
  foreignKeyScansTables,
  checkScansTable,
  uniqueBuildsIndexUnderLock,
  primaryKeyBuildsIndexUnderLock,
  exclusionBuildsIndexUnderLock,
  setNotNullScansTable,
  combinedAlterLosesProof,
  validateUnderStrongerLock,
  volatileDefaultRewritesTable,
  autoIncrementRewritesTable,
  storedGeneratedRewritesTable,
  checkedDomainRewritesTable,
  changeTypeRewritesTable,
  wideningIsNotFreeHere,
  domainCheckScansTables,
  attachPartitionScans,
  refreshBlocksReaders,
  reindexBlocksWrites,
  tableIsCopiedUnderLock,
  slowWorkUnderHeldLock,
]

/** Every rule there is, the worst harm first. */
export const rules: readonly Rule[] = [
  ...heavyRules,
  heavyWorkUnderLock(heavyRules),
  statementFails,
  concurrentlyInTransaction,
  commitEndsTransactionOfRunner,
  enumValueIsNotUsableYet,
  requiredColumnWithoutDefault,
  notNullCheckBeforeBackfill,
  identityStartsAtOne,
  concurrentBuildWaitsForFlyway,
  concurrentBuildCorruptsIndex,
  renameColumnBreaksRunningCode,
  renameTableBreaksRunningCode,
  renameEnumValueRejectsWrites,
  renameTypeBreaksCasts,
  dropColumnBreaksRunningCode,
  dropColumnTakesIndexesAlong,
  dropTableBreaksRunningCode,
  dropViewBreaksRunningCode,
  dropFunctionBreaksCallers,
  dropDefaultRejectsInserts,
  dropPrimaryKeyStopsReplication,
  onConflictLosesItsConstraint,
  jsonColumnBreaksDistinct,
  typeColumnTurnsOnInheritance,
  rowSecurityHidesRows,
  truncateLosesRows,
  writeWithoutWhere,
  dropSchemaLosesData,
  cascadeDropsDependents,
  unbatchedWriteLocksRows,
  dropIndexBlocksTable,
  dropLocksReferencedTable,
  partitionChangeLocksParent,
  lockWaitsWithoutLimit,
  lockTimeoutIsTooLong,
  lockTimeoutCancelsBuild,
  statementTimeoutCancelsWork,
  locksPileUp,
  invalidIndexIsKept,
  halfDoneFileCannotRunAgain,
  indexIsMissingMeanwhile,
  foreignKeyTypesDiffer,
  foreignKeyWithoutIndex,
  integerKeyRunsOut,
  sequenceEndsBeforeItsColumn,
  nameIsCutOff,
  downDoesNotRestore,
  oneTransactionForAllPending,
  cachedPlansFailOnce,
  defaultChangeIsNotSeenByRunningCode,
  readersMeetNull,
  readersMeetNewEnumValue,
  triggerRunsOnEveryWrite,
  noWayBack,
  opaqueCode,
]

export const ruleOf = (id: string): Rule | undefined => rules.find(rule => rule.id === id)
