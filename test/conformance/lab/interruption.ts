import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect } from 'vitest'
import { expectSameCatalog } from '../../acceptance/rehearsal.ts'
import { residuesAfterDown } from '../../acceptance/residue.ts'
import { type Case, catalogWithout, filesFor, openProject, using } from './case.ts'
import type { Tool } from './tool.ts'

/** What is cut: the framework's process, whose session the server may keep for a while, or the session itself. */
export type Cut = 'process' | 'session'

const patience = 30_000

/**
 * Cuts off every file of a plan in its middle and runs the framework again as its user would, with the step its
 * documentation asks for. A transaction of the "application" holds each table, a row and an old snapshot, so that a lock
 * head, a concurrent build and a backfill all wait, and are cut there.
 *
 * @returns the files that were cut; the others never waited for anything
 */
export async function cutEachFile(it: Case, tool: Tool, what: Cut): Promise<readonly string[]> {
  const { server, engine, start } = it
  const files = await filesFor(it.plan, tool)
  const { project, database, close } = await openProject(server, it.filled, tool.command)
  const cut: string[] = []
  try {
    const applied: string[] = []
    for (const [n, file] of files.entries()) {
      await project.add([file])
      const key = tool.ledger.keyOf(file)
      if (key === undefined) continue
      // Files that belong to the next one (a `.conf`, an include) come with it.
      const next = files.findIndex((later, at) => at > n && tool.ledger.keyOf(later) !== undefined)
      await project.add(files.slice(n + 1, next === -1 ? files.length : next))
      const holder = await hold(
        server.url(database),
        start.tables.values().map(({ name }) => engine.quoteName(name)),
      )
      const running = project.start()
      let isOver = false
      void running.done.then(() => {
        isOver = true
      })
      const sessions = await using(server, database, watch => untilWaiting(watch, database, () => isOver))
      if (sessions.length > 0) {
        cut.push(file.name)
        if (what === 'process') {
          running.kill()
          await running.done
        } else await using(server, 'postgres', admin => endSessions(admin, sessions))
      }
      await holder.end()
      // Some frameworks connect again by themselves, and go on now that nothing is in their way.
      await running.done
      await using(server, database, watch => untilAlone(watch, database))
      if (sessions.length > 0) await project.recover(file)
      await project.migrate()
      applied.push(key)
      await using(server, database, async client =>
        expect(await tool.ledger.applied(client, files), `ledger after ${file.name} was cut off and run again`).toEqual(applied),
      )
    }
    await using(server, database, async client =>
      expectSameCatalog(await catalogWithout(client, tool), it.target, `each file cut off (${what}) and run again`),
    )
    return cut
  } finally {
    await close()
  }
}

/**
 * Takes a plan back file by file, and ends the session of each way back when it waits for the `nth` time: a file of several
 * transactions is so cut between them. Then the framework is run again as its user would.
 *
 * @returns the files that were cut; the others have fewer waits
 */
export async function cutEachWayBack(it: Case, tool: Tool, nth: number): Promise<readonly string[]> {
  const { server, engine, start } = it
  const files = await filesFor(it.plan, tool)
  const { project, database, close } = await openProject(server, it.filled, tool.command)
  const tables = start.tables.values().map(({ name }) => engine.quoteName(name))
  const cut: string[] = []
  try {
    await project.add(files)
    await project.migrate()
    const keyed = files.filter(file => tool.ledger.keyOf(file) !== undefined)
    for (const [n, file] of keyed.toReversed().entries()) {
      const end = { isOver: false }
      const over = (): void => void (end.isOver = true)
      let holder = await hold(server.url(database), tables)
      const running = project.rollBack().then(over, over)
      let sessions: readonly number[] = []
      await using(server, database, async watch => {
        for (let waits = 1; !end.isOver; waits += 1) {
          sessions = await untilWaiting(watch, database, () => end.isOver)
          if (waits === nth || end.isOver) break
          // The next holder stands in line before the framework's next transaction.
          const next = hold(server.url(database), tables)
          await holder.end()
          holder = await next
        }
      })
      if (sessions.length > 0 && !end.isOver) {
        cut.push(file.name)
        await using(server, 'postgres', admin => endSessions(admin, sessions))
      }
      await holder.end()
      await running
      await using(server, database, watch => untilAlone(watch, database))
      const expected = keyed.slice(0, keyed.length - 1 - n).map(each => tool.ledger.keyOf(each))
      await using(server, database, async client => {
        // Some frameworks connect again by themselves and are through.
        if ((await tool.ledger.applied(client, files)).length > expected.length) {
          await project.recover(file)
          await project.rollBack()
        }
        expect(await tool.ledger.applied(client, files), `ledger after the way back of ${file.name} was cut off and run again`).toEqual(
          expected,
        )
      })
    }
    await using(server, database, async client => {
      const { left, declared } = residuesAfterDown(
        it.plan.stages.flatMap(({ units }) => units),
        start,
        await catalogWithout(client, tool),
      )
      expect(left, `each way back cut off at its wait ${nth} and run again`).toEqual(declared)
    })
    return cut
  } finally {
    await close()
  }
}

/** A transaction that stands in the way of everything: it has read each table, changed a row of each, and keeps its snapshot. */
async function hold(url: string, tables: readonly string[]): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'application' })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
  for (const table of tables) {
    // A table of an earlier file may be gone by now.
    await client.query('SAVEPOINT one')
    await client.query(`SELECT FROM ${table} LIMIT 1 FOR UPDATE`).catch(() => client.query('ROLLBACK TO SAVEPOINT one'))
  }
  return client
}

const others = `datname = $1 AND pid <> pg_backend_pid() AND application_name NOT IN ('application', 'lab') AND backend_type = 'client backend'`

/** The framework's sessions as soon as one of them waits for a lock, or sleeps between two tries; none when it is over before. */
async function untilWaiting(watch: pg.Client, database: string, isOver: () => boolean): Promise<readonly number[]> {
  const deadline = Date.now() + patience
  for (let seen = 0; Date.now() < deadline && !isOver();) {
    const { rows } = await watch.query<{ pid: number; waits: boolean }>(
      `SELECT pid, wait_event_type = 'Lock' OR wait_event = 'PgSleep' AS waits FROM pg_stat_activity WHERE ${others}`,
      [database],
    )
    seen = rows.some(({ waits }) => waits) ? seen + 1 : 0
    // Twice: a wait of a moment is not the middle of anything.
    if (seen === 2) return rows.map(({ pid }) => pid)
    await sleep(20)
  }
  return []
}

async function endSessions(admin: pg.Client, pids: readonly number[]): Promise<void> {
  await admin.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [pids])
  const deadline = Date.now() + patience
  while ((await admin.query('SELECT FROM pg_stat_activity WHERE pid = ANY ($1::int[])', [pids])).rowCount !== 0) {
    if (Date.now() > deadline) throw new Error(`sessions stay although they were ended: ${pids.join(', ')}`)
    await sleep(20)
  }
}

async function untilAlone(watch: pg.Client, database: string): Promise<void> {
  const deadline = Date.now() + patience
  while ((await watch.query(`SELECT FROM pg_stat_activity WHERE ${others}`, [database])).rowCount !== 0) {
    if (Date.now() > deadline) throw new Error(`a session of the framework stays in ${database}`)
    await sleep(20)
  }
}

/** Two pods start at once on the same files; then a third run, as the orchestrator's restart of one that lost. */
export async function race(it: Case, tool: Tool): Promise<{ readonly lost: readonly string[] }> {
  const files = await filesFor(it.plan, tool)
  const { project, database, close } = await openProject(it.server, it.filled, tool.command)
  try {
    await project.add(files)
    const ends = await Promise.all([project.start(), project.start()].map(running => running.done))
    await project.recover()
    await project.migrate()
    await using(it.server, database, async client => {
      const keys = files.flatMap(file => tool.ledger.keyOf(file) ?? [])
      const applied = await tool.ledger.applied(client, files)
      const recorded = tool.ledger.mayRecordTwice === true ? [...new Set(applied)] : [...applied]
      expect(recorded.sort(), 'each file is recorded once').toEqual([...keys].sort())
      expectSameCatalog(await catalogWithout(client, tool), it.target, 'after two runners at once')
    })
    return { lost: ends.filter(({ succeeded }) => !succeeded).map(({ output }) => output) }
  } finally {
    await close()
  }
}
