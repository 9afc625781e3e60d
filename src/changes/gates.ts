import { keyOf, type Name } from '../model/name.ts'
import type { ApplicationEdit, GateLine, ProvedLine } from '../model/gate.ts'
import type { Engine } from '../steps/engine.ts'

/** Gate lines in one voice. Attested lines have no truth in SQL and are never faked as a query. */
export const codeDeployed = (text: string, edit?: ApplicationEdit): GateLine => ({
  kind: 'attested',
  what: 'code-deployed',
  text,
  ...(edit === undefined ? {} : { edit }),
})

export const oldVersionDrained = (): GateLine => ({
  kind: 'attested',
  what: 'old-version-drained',
  text: 'No process of the previous release is left: web, workers, queues, consoles, scheduled jobs',
})

/** Of a plan that undoes another: the older release is back before what the newer one needs is taken away. */
export const previousReleaseIsBack = (): GateLine => ({
  kind: 'attested',
  what: 'old-version-drained',
  text: 'The release from before the plan is deployed everywhere again, and no process of the newer one is left: web, workers, queues, consoles, scheduled jobs',
})

/** Of a plan that does it directly (`downtime`): nothing in it cares for running code. */
export const applicationStopped = (): GateLine => ({
  kind: 'attested',
  what: 'old-version-drained',
  text: 'A maintenance window is open: every process of the application is stopped, and starts again with code that fits',
})

export const soakElapsed = (): GateLine => ({
  kind: 'attested',
  what: 'soak-elapsed',
  text: 'The soak is over: nobody has missed what was put out of sight, and the release will not be rolled back',
})

export const proved = (text: string, query: string, count?: ProvedLine['count']): GateLine => ({
  kind: 'proved',
  text,
  query,
  ...(count === undefined ? {} : { count }),
})

/**
 * No two rows of a table are alike in these columns or expressions.
 * @param keys as SQL, and as people call them
 * @param where which rows count, as SQL
 */
export const noneTwice = (
  table: Name,
  keys: { readonly sql: readonly string[]; readonly named: string },
  where: readonly string[],
  engine: Pick<Engine, 'quoteName'>,
): GateLine => {
  const from = `FROM ${engine.quoteName(table)}${where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`} GROUP BY ${keys.sql.join(', ')} HAVING count(*) > 1`
  return proved(`No ${keys.named} of ${keyOf(table)} stands twice`, `SELECT NOT EXISTS (SELECT ${from})`, {
    query: `SELECT sum(n - 1) AS rows, count(*) AS values FROM (SELECT count(*) AS n ${from}) AS twice`,
    otherwise: `%s rows too many: %s values of ${keys.named} stand more than once in ${keyOf(table)}`,
  })
}

export const usesColumn = (table: Name, column: string, instead?: string): GateLine =>
  codeDeployed(
    instead === undefined
      ? `Code that reads and writes ${keyOf(table)}.${column} is deployed everywhere`
      : `Code that uses ${keyOf(table)}.${column} instead of ${instead} is deployed everywhere`,
    { kind: 'use-column', table, column, ...(instead === undefined ? {} : { instead }) },
  )

export const stopsUsingColumn = (table: Name, column: string): GateLine =>
  codeDeployed(`Code that neither reads nor writes ${keyOf(table)}.${column} is deployed everywhere`, {
    kind: 'ignore-column',
    table,
    column,
  })

export const writesColumn = (table: Name, column: string): GateLine =>
  codeDeployed(`Code that always writes ${keyOf(table)}.${column} is deployed everywhere`, { kind: 'always-write-column', table, column })

export const usesRelation = (relation: Name, instead: Name): GateLine =>
  codeDeployed(`Code that uses ${keyOf(relation)} instead of ${keyOf(instead)} is deployed everywhere`, {
    kind: 'use-relation',
    relation,
    instead,
  })

export const stopsUsingRelation = (relation: Name): GateLine =>
  codeDeployed(`Code that neither reads nor writes ${keyOf(relation)} is deployed everywhere`, { kind: 'stop-using-relation', relation })
