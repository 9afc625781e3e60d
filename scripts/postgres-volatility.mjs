// Writes src/engines/postgres/volatility.ts from pg_proc of every supported server:
// `node scripts/servers.mjs 12 13 14 15 16 17 18 && node scripts/postgres-volatility.mjs`.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createJiti } from 'jiti'
import pg from 'pg'

const { startServer } = await createJiti(import.meta.url).import('../src/verify/postgres-server.ts')

// Left out of the known ones are functions nobody calls by name: those behind operators, types, access methods and
// triggers. A function that is neither list's is taken as volatile, which is only ever too careful.
// AT TIME ZONE of a timetz is volatile on the oldest servers; nobody writes it, and it would taint the others.
const query = `
  SELECT proname AS name, bool_or(provolatile = 'v') AS volatile FROM pg_proc p
  WHERE prokind = 'f' AND NOT proretset AND pronamespace = 'pg_catalog'::regnamespace
    AND prorettype NOT IN (SELECT oid FROM pg_type WHERE typname IN ('internal', 'trigger', 'event_trigger', 'cstring', 'language_handler', 'fdw_handler', 'index_am_handler', 'table_am_handler', 'tsm_handler'))
    AND NOT (proname = 'timezone' AND prorettype = 'timetz'::regtype)
    AND NOT EXISTS (SELECT FROM pg_type t WHERE t.typname IN ('internal', 'cstring') AND t.oid = ANY (p.proargtypes))
    AND NOT EXISTS (SELECT FROM pg_aggregate WHERE p.oid IN (aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn, aggmfinalfn))
  GROUP BY proname
  HAVING bool_or(provolatile = 'v') OR NOT bool_and(
    p.oid IN (SELECT oprcode FROM pg_operator) OR p.oid IN (SELECT oprrest FROM pg_operator) OR p.oid IN (SELECT oprjoin FROM pg_operator)
    OR p.oid IN (SELECT amproc FROM pg_amproc) OR proname ~ '^(pg_stat_|pg_get_|pg_ls_|has_|binary_upgrade|RI_|float[48]|int[248]|int2|_pg_|gtsquery|brin|pg_replication|pg_logical)'
    OR EXISTS (SELECT FROM pg_type t WHERE p.oid IN (typinput, typoutput, typreceive, typsend, typmodin, typmodout, typanalyze)))`

const found = new Map()
for (const major of [12, 13, 14, 15, 16, 17, 18]) {
  const server = await startServer({ major })
  const client = new pg.Client(server.url('postgres'))
  await client.connect()
  for (const { name, volatile } of (await client.query(query)).rows) found.set(name, volatile || found.get(name) === true)
  await client.end()
  await server.stop()
}

const lines = names => {
  const rows = ['']
  for (const name of names) {
    const row = rows.at(-1) === '' ? name : `${rows.at(-1)} ${name}`
    if (row.length > 135) rows.push(name)
    else rows[rows.length - 1] = row
  }
  return rows.join('\n')
}
// Of the volatile ones only those whose name a user's own function might bear: all others are unknown, hence volatile.
const named = volatile =>
  [...found]
    .filter(([name, value]) => value === volatile && !(volatile && /^(pg|binary_upgrade|lo|brin|gin|currtid)_?/.test(name)))
    .map(([name]) => name)
    .sort()

writeFileSync(
  join(import.meta.dirname, '../src/engines/postgres/volatility.ts'),
  `// Written by scripts/postgres-volatility.mjs from pg_proc of PostgreSQL 12 to 18; not edited by hand.

/** Volatile built-ins that a routine of the user's might share its name with (\`provolatile = 'v'\` in any version or overload). */
export const volatileFunctions: ReadonlySet<string> = new Set(\`
${lines(named(true))}\`.split(/\\s+/))

const stable = \`
${lines(named(false))}\`

let known: ReadonlySet<string> | undefined
/** Built-in functions that give every row of a statement the same value for the same arguments: immutable and stable ones. */
export const knownFunctions = (): ReadonlySet<string> => (known ??= new Set(stable.split(/\\s+/)))
`,
)
console.log(`${named(true).length} volatile, ${named(false).length} others`)
