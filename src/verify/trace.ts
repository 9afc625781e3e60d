import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { postgresLockModes, type LockMode, type RelationLock, type Work } from '../model/effects.ts'
import { keyOf, type Name } from '../model/name.ts'

/** What a server was seen doing. */
export interface Trace {
  /** The strongest lock on every user relation, with the heaviest work. TOAST and the catalog are left out. */
  readonly locks: readonly RelationLock[]
  /** What the server said when it refused. */
  readonly error?: { readonly code: string; readonly message: string }
}

interface Relation extends Name {
  readonly kind: RelationLock['relationKind']
  readonly file: string
  /** Table of an index, owner of a sequence. */
  readonly owner: string | undefined
}
type Catalog = ReadonlyMap<string, Relation>
type Seen = Map<string, LockMode>

const relationKinds: Readonly<Record<string, RelationLock['relationKind']>> = {
  r: 'table',
  p: 'table',
  f: 'table',
  i: 'index',
  I: 'index',
  v: 'view',
  m: 'materialized-view',
  S: 'sequence',
}

/**
 * Runs statements in a transaction of their own, reads what the session has locked and done, and commits.
 *
 * Work is read from three sources that cannot all be silent: the relation's file (a rewrite makes a new one), the
 * transaction's own scan counters, and the messages ALTER TABLE and CREATE INDEX send at DEBUG1.
 * A scan of an empty table counts too. Times are not measured.
 *
 * @param client idle session; it keeps its settings
 */
export async function traceTransaction(client: pg.Client, statements: readonly string[]): Promise<Trace> {
  const before = await readCatalog(client)
  const messages = listen(client)
  try {
    await client.query('BEGIN')
    await client.query('SET LOCAL client_min_messages = debug1')
    const countedBefore = await countScans(client)
    for (const statement of statements) await client.query(statement)
    const seen: Seen = new Map()
    await readLocks(client, seen)
    const scanned = new Set([...(await countScans(client))].flatMap(([oid, count]) => (count > (countedBefore.get(oid) ?? 0) ? [oid] : [])))
    const after = await readCatalog(client)
    await client.query('COMMIT')
    return { locks: interpret(seen, before, after, messages.stop(), scanned) }
  } catch (reason) {
    await client.query('ROLLBACK')
    return { locks: [], error: errorOf(reason) }
  } finally {
    messages.stop()
  }
}

/**
 * Runs statements that manage their own transactions (CONCURRENTLY, a DO block with COMMIT) while a second session
 * looks at the locks. Other sessions hold a lock on each of `hold` and an old snapshot, so that every wait of the
 * statement lasts until it has been seen; a waiting request counts as much as a granted one.
 *
 * @param connect makes a new session of the same database; all are ended here
 * @param hold relations as SQL spells them, with the mode that stands in the statement's way
 */
export async function traceOutsideTransaction(
  connect: () => Promise<pg.Client>,
  statements: readonly string[],
  hold: readonly { readonly relation: string; readonly mode: LockMode }[],
): Promise<Trace> {
  const client = await connect()
  const observer = await connect()
  const holders = new Map<number, pg.Client>()
  try {
    const before = await readCatalog(observer)
    for (const lock of [undefined, ...hold]) {
      const holder = await connect()
      await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
      await holder.query(lock === undefined ? 'SELECT count(*) FROM pg_class' : `LOCK TABLE ${lock.relation} IN ${lock.mode} MODE`)
      holders.set(await pidOf(holder), holder)
    }
    const pid = await pidOf(client)
    const seen: Seen = new Map()
    const messages = listen(client)
    await client.query('SET client_min_messages = debug1')
    const state: { outcome?: Pick<Trace, 'error'> } = {}
    const run = async () => {
      for (const statement of statements) await client.query(statement)
    }
    const running = run().then(
      () => {
        state.outcome = {}
      },
      (reason: unknown) => {
        state.outcome = { error: errorOf(reason) }
      },
    )
    while (state.outcome === undefined) {
      await readLocksOnLive(observer, seen, pid)
      const { rows } = await observer.query<{ blocker: number }>('SELECT unnest(pg_blocking_pids($1)) AS blocker', [pid])
      for (const { blocker } of rows) {
        await readLocksOnLive(observer, seen, pid)
        await holders.get(blocker)?.query('ROLLBACK')
      }
      if (rows.length === 0) await sleep(1)
    }
    await running
    const after = await readCatalog(observer)
    return { locks: interpret(seen, before, after, messages.stop(), new Set()), ...state.outcome }
  } finally {
    await Promise.all([client, observer, ...holders.values()].map(one => one.end()))
  }
}

/**
 * Leaves out what follows from another lock: a lock on an index or an owned sequence that is no stronger than the one
 * on its table stops nobody the table's does not.
 */
export function withoutImplied(locks: readonly RelationLock[], ownerOf: (relation: Name) => Name | undefined): readonly RelationLock[] {
  const strength = (mode: LockMode | undefined): number => (mode === undefined ? -1 : postgresLockModes.indexOf(mode))
  return locks.filter(({ relation, relationKind, mode }) => {
    const owner = relationKind === 'index' || relationKind === 'sequence' ? ownerOf(relation) : undefined
    const above =
      owner === undefined ? undefined : locks.find(other => other.relationKind !== 'index' && keyOf(other.relation) === keyOf(owner))
    return strength(mode) > strength(above?.mode)
  })
}

/** The table of an index, or the owner of a sequence, as the catalog has it now. */
export async function readOwners(client: pg.Client): Promise<(relation: Name) => Name | undefined> {
  const catalog = await readCatalog(client)
  const owners = new Map([...catalog.values()].map(relation => [keyOf(nameIn(relation)), catalog.get(relation.owner ?? '')]))
  return relation => {
    const owner = owners.get(keyOf(relation))
    return owner === undefined ? undefined : nameIn(owner)
  }
}

async function readCatalog(client: pg.Client): Promise<Catalog> {
  const { rows } = await client.query<{ oid: string; schema: string; name: string; kind: string; file: string; owner: string | null }>(
    `
    SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind, c.relfilenode AS file, coalesce(i.indrelid, d.refobjid) AS owner
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_index i ON i.indexrelid = c.oid
    LEFT JOIN pg_depend d ON c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid
      AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND c.relkind = ANY ($1)`,
    [Object.keys(relationKinds)],
  )
  return new Map(
    rows.map(({ oid, schema, name, kind, file, owner }) => [
      String(oid),
      { schema, name, kind: relationKinds[kind] ?? 'table', file: String(file), owner: owner === null ? undefined : String(owner) },
    ]),
  )
}

/**
 * Reads the locks another session holds or waits for, as far as the relation is there and live afterwards. Before DROP
 * INDEX CONCURRENTLY removes an index it takes ACCESS EXCLUSIVE on it for a moment; by then `indislive` is false and no
 * other session opens it: the lock stops nobody, and an observer would see it in one run out of thousands. A lock that
 * stops somebody waits for this observer's holders, and is seen while the relation is live.
 */
async function readLocksOnLive(observer: pg.Client, seen: Seen, pid: number): Promise<void> {
  const now: Seen = new Map()
  await readLocks(observer, now, pid)
  const { rows } = await observer.query<{ oid: string }>(
    `SELECT c.oid FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE c.oid = ANY ($1::oid[]) AND coalesce(i.indislive, true)`,
    [[...now.keys()]],
  )
  for (const { oid } of rows) keepStrongest(seen, String(oid), now.get(String(oid))!)
}

function keepStrongest(seen: Seen, oid: string, mode: LockMode): void {
  const known = seen.get(oid)
  if (known === undefined || postgresLockModes.indexOf(known) < postgresLockModes.indexOf(mode)) seen.set(oid, mode)
}

async function readLocks(client: pg.Client, seen: Seen, pid?: number): Promise<void> {
  const { rows } = await client.query<{ relation: string; mode: string }>(
    `
    SELECT relation, mode FROM pg_locks WHERE locktype = 'relation' AND pid = coalesce($1, pg_backend_pid())
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [pid],
  )
  for (const { relation, mode } of rows) {
    // `ShareUpdateExclusiveLock` → `share update exclusive`
    const words = mode
      .replace(/Lock$/, '')
      .replace(/(?!^)[A-Z]/g, ' $&')
      .toLowerCase() as LockMode
    keepStrongest(seen, String(relation), words)
  }
}

/** Sequential scans the session has not reported yet: those of earlier transactions may be among them. */
async function countScans(client: pg.Client): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ relid: string; scans: number }>('SELECT relid, seq_scan::int AS scans FROM pg_stat_xact_all_tables')
  return new Map(rows.map(({ relid, scans }) => [String(relid), scans]))
}

function listen(client: pg.Client): { stop: () => readonly string[] } {
  const messages: string[] = []
  const hear = (notice: { message?: string | undefined }): void => {
    messages.push(notice.message ?? '')
  }
  client.on('notice', hear)
  return { stop: () => (client.removeListener('notice', hear), messages) }
}

const pidOf = async (client: pg.Client): Promise<number> =>
  (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid as number

const errorOf = (reason: unknown): { code: string; message: string } => {
  const { code, message } = reason as { code?: string; message: string }
  // Without an SQLSTATE the server did not speak: the connection is gone, or this is a bug.
  if (code === undefined) throw reason
  return { code, message }
}

/** Names of `public` go without a schema throughout. */
const nameIn = ({ schema, name }: Name): Name => (schema === undefined || schema === 'public' ? { name } : { schema, name })

function interpret(
  seen: Seen,
  before: Catalog,
  after: Catalog,
  messages: readonly string[],
  scanned: ReadonlySet<string>,
): readonly RelationLock[] {
  const says = (pattern: RegExp): ReadonlySet<string> => new Set(messages.flatMap(message => pattern.exec(message)?.[1] ?? []))
  const rewritten = says(/^rewriting table "(.*)"/)
  const verified = says(/^verifying table "(.*)"/)
  const indexed = says(/^building index ".*" on table "(.*?)"(?: |$)/)
  const workOn = (oid: string, { name, file, kind }: Relation): Work => {
    const now = after.get(oid)
    if (kind === 'index' || kind === 'sequence' || kind === 'view') return 'none'
    if (rewritten.has(name) || (now !== undefined && now.file !== file)) return 'rewrite'
    return indexed.has(name) ? 'index-build' : verified.has(name) || scanned.has(oid) ? 'scan' : 'none'
  }
  return [...seen].flatMap(([oid, mode]) => {
    const old = before.get(oid)
    const relation = old ?? after.get(oid)
    // An index being made is known to nobody else.
    return relation === undefined || (old === undefined && relation.kind === 'index')
      ? []
      : [{ relation: nameIn(relation), relationKind: relation.kind, mode, work: old === undefined ? 'none' : workOn(oid, old) }]
  })
}
