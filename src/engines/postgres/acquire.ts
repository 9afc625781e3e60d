import type { LockMode } from '../../model/effects.ts'
import { keyOf } from '../../model/name.ts'
import type { AcquireOptions, LockTarget } from '../../steps/engine.ts'
import { dollarQuote, quoteLiteral, quoteName } from './quote.ts'

/** Modes that do not keep a request waiting (manual, table 13.2), as `pg_locks.mode` spells them without `Lock`. */
export const compatible: Record<LockMode, readonly string[]> = {
  'access share': ['AccessShare', 'RowShare', 'RowExclusive', 'ShareUpdateExclusive', 'Share', 'ShareRowExclusive', 'Exclusive'],
  'row share': ['AccessShare', 'RowShare', 'RowExclusive', 'ShareUpdateExclusive', 'Share', 'ShareRowExclusive'],
  'row exclusive': ['AccessShare', 'RowShare', 'RowExclusive', 'ShareUpdateExclusive'],
  'share update exclusive': ['AccessShare', 'RowShare', 'RowExclusive'],
  share: ['AccessShare', 'RowShare', 'Share'],
  'share row exclusive': ['AccessShare', 'RowShare'],
  exclusive: ['AccessShare'],
  'access exclusive': [],
}

/** NULL, and so held by nobody, where the relation is gone. */
const regclass = (target: LockTarget): string => `to_regclass(${quoteLiteral(quoteName(target.relation))})`

/** Condition on `pg_locks`: somebody else holds what these targets have to wait for. */
const heldByOthers = (targets: readonly LockTarget[]): string => {
  const harmlessTo = (target: LockTarget): string => compatible[target.mode].map(mode => `'${mode}Lock'`).join(', ')
  const each = [...new Set(targets.map(harmlessTo))].map(harmless => {
    const group = targets.filter(target => harmlessTo(target) === harmless)
    const relations = group.length === 1 ? `relation = ${regclass(group[0]!)}` : `relation IN (${group.map(regclass).join(', ')})`
    return harmless === '' ? relations : `${relations} AND mode NOT IN (${harmless})`
  })
  // Databases made from one template have the same numbers for their relations.
  return `${each.length === 1 ? each[0]! : `(${each.map(condition => `(${condition})`).join(' OR ')})`} AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
}

const lockTable = (target: LockTarget, mode: string, wait = ''): string =>
  `LOCK TABLE ONLY ${quoteName(target.relation)} IN ${mode.toUpperCase()} MODE${wait};`

/** Who they are, as far as the role may know: of another role's session it sees the pid and the application only; a prepared transaction has no pid. */
export const holders = `SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ')`

/** Milliseconds an autovacuum needs to notice a waiter and yield: more than `deadlock_timeout` (1 s unless set). */
export const yieldTime = 2000

/**
 * As good as none for the statement that waits, since a timeout counts from a statement's start; and so odd that nobody
 * else sets it: SET LOCAL outside of a transaction does nothing, and by that the next statement knows where it stands.
 */
const unlimited = '86399s'

const apart =
  'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. ' +
  'psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.'

/**
 * The statements that put a transaction's locks in place, to be run before its DDL, each on its own.
 *
 * Waits until nobody who held the relations 0.1 s ago still does, then tries for half the stall budget (several
 * tables: the first waits, the others NOWAIT, a failed one releases all). SHARE UPDATE EXCLUSIVE comes first: it
 * blocks no read or write, and an autovacuum yields to a waiter older than `deadlock_timeout`. The probe reads
 * `pg_locks`, which needs no privilege and sees prepared transactions (no pid) too.
 * Measured (product.md): 0 % of requests over 100 ms with slow readers present, against 8–13 % for a plain
 * `lock_timeout` and retry.
 *
 * @param targets in locking order, referenced tables first
 * @param options `maxStall` in milliseconds, `patience` in seconds
 */
export const acquire = (targets: readonly LockTarget[], options: AcquireOptions): readonly string[] => {
  const names = targets.map(t => keyOf(t.relation)).join(', ')
  const attempt = Math.max(1, Math.round(options.maxStall / 2))
  const takesItself = options.statement !== undefined
  const isGone = options.reruns === true && !takesItself ? targets.map(t => `${regclass(t)} IS NULL`).join(' OR ') : undefined
  const done = options.doneWhen ?? isGone
  const queue = targets.map(t => lockTable(t, 'share update exclusive')).join(' ')
  const take =
    options.statement === undefined
      ? targets.map((t, i) => lockTable(t, t.mode, i === 0 ? '' : ' NOWAIT')).join(' ')
      : `${options.statement};`
  const { isLeftToRunner = false, isJob = false } = options
  const isAsBefore = isJob && !isLeftToRunner
  const work = isAsBefore ? '' : ` SET LOCAL statement_timeout = ${isJob ? 0 : `'5s'`};`
  const body = [
    `DECLARE give_up timestamptz := clock_timestamp() + interval '${options.patience} s'; queued boolean := ${takesItself}; held text[]; seen text[];`,
    ...(isLeftToRunner ? [`  apart text := ${quoteLiteral(apart)};`] : []),
    'BEGIN',
    ...(isLeftToRunner
      ? [
          `  IF current_setting('statement_timeout') <> '${unlimited}' THEN -- what was set LOCAL is gone: each statement commits by itself`,
          `    IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error`,
          `    RAISE EXCEPTION '%', apart; END IF;`,
        ]
      : []),
    ...(done === undefined ? [] : [`  IF ${done} THEN RETURN; END IF; -- has run before`]),
    `  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN`,
    `    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;`,
    '  LOOP',
    ...(takesItself
      ? []
      : [
          `    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '${yieldTime}ms'; ${queue} queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it`,
        ]),
    `    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE ${heldByOthers(targets)});`,
    `    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment`,
    `      BEGIN SET LOCAL lock_timeout = '${attempt}ms'; ${take}${work} SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;`,
    `    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat(${quoteLiteral(`LOCKSTEP: gave up after ${options.patience} s waiting for ${names}: `)}, coalesce((`,
    `      ${holders} FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of ${attempt} ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;`,
    '    seen := held; PERFORM pg_sleep(0.1); END LOOP;',
    'END',
  ].join('\n')
  // A timeout counts from the start of its statement, so the one that waits needs it lifted before; and a COMMIT that waits
  // for a standby would hold the lock meanwhile.
  return [`SET LOCAL statement_timeout = ${isLeftToRunner ? `'${unlimited}'` : 0}`, `DO ${dollarQuote(`\n${body}\n`)}`]
}

/**
 * The statements that keep other migrations of the relations out from here on, readers and writers not: what is read
 * before `acquire` stays true until then, and of several that run the same file the later ones wait here, holding
 * nothing that the first would wait for.
 *
 * @param options `patience` in seconds
 */
export const queueUp = (targets: readonly LockTarget[], { patience }: Pick<AcquireOptions, 'patience'>): readonly string[] => {
  const tables = targets.filter(t => t.relationKind === 'table')
  const own = tables.map(t => ({ ...t, mode: 'share update exclusive' as const }))
  const names = tables.map(t => keyOf(t.relation)).join(', ')
  const body = [
    'DECLARE who text;',
    'BEGIN',
    `  SET LOCAL lock_timeout = '${patience}s';`,
    '  -- other migrations wait here; reads and writes go on',
    ...own.map(t => `  IF ${regclass(t)} IS NOT NULL THEN ${lockTable(t, t.mode)} END IF;`),
    '  SET LOCAL lock_timeout = 0;',
    'EXCEPTION WHEN lock_not_available THEN',
    `  who := (${holders} FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE ${heldByOthers(own)});`,
    `  RAISE lock_not_available USING MESSAGE = concat(${quoteLiteral(`LOCKSTEP: gave up after ${patience} s waiting for ${names}: `)}, who, '. Traffic was not blocked, nothing was changed. End that session or retry later.');`,
    'END',
  ].join('\n')
  return tables.length === 0 ? [] : [`DO ${dollarQuote(`\n${body}\n`)}`]
}

/**
 * Settings before long work: a short `lock_timeout` would kill a concurrent build while it waits for
 * old snapshots of unrelated tables and leave an invalid index (postgres.md T13).
 */
export const beginJob = (transactional: boolean): readonly string[] => {
  const set = transactional ? 'SET LOCAL' : 'SET'
  return [`${set} lock_timeout = 0`, `${set} statement_timeout = 0`]
}

/** A pooler in transaction mode leaks session settings to the next client: put them back. */
export const endJob = (): readonly string[] => ['RESET lock_timeout', 'RESET statement_timeout']
