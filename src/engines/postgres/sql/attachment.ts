import type { EngineVersion } from '../../../model/engine.ts'
import { sibling, type Name } from '../../../model/name.ts'
import type { ExtendedStatistics, Policy, Publication, Table, Trigger } from '../../../model/schema.ts'
import type { SqlStatement } from '../../../steps/engine.ts'
import { capabilities } from '../capabilities.ts'
import { dollarQuote, quoteIdentifier, quoteLiteral, quoteName } from '../quote.ts'
import { exists, namesColumns, regclass } from './catalog.ts'
import { commentOn } from './grant.ts'
import { enclose, fit, list, printRole, type Printers } from './print.ts'
import { isTriggerThere } from './sync-trigger.ts'

type Kind =
  | 'create-policy'
  | 'drop-policy'
  | 'set-row-security'
  | 'create-trigger'
  | 'drop-trigger'
  | 'set-trigger-enabled'
  | 'create-statistics'
  | 'drop-statistics'
  | 'set-publication'
  | 'set-replica-identity'

const commandLetters = { all: '*', select: 'r', insert: 'a', update: 'w', delete: 'd' } as const

export const createPolicy = (table: Name, policy: Policy): readonly SqlStatement[] => [
  {
    sql: fit(
      `CREATE POLICY ${quoteIdentifier(policy.name)} ON ${quoteName(table)}`,
      policy.permissive ? '' : 'AS RESTRICTIVE',
      policy.command === 'all' ? '' : `FOR ${policy.command.toUpperCase()}`,
      policy.roles.length === 0 ? '' : `TO ${policy.roles.map(printRole).join(', ')}`,
      policy.using === undefined ? '' : `USING ${enclose(policy.using)}`,
      policy.check === undefined ? '' : `WITH CHECK ${enclose(policy.check)}`,
    ),
    doneWhen: exists(
      'pg_policy',
      `polrelid = ${regclass(table)}`,
      `polname = ${quoteLiteral(policy.name)}`,
      `polcmd = '${commandLetters[policy.command]}'`,
      policy.permissive ? 'polpermissive' : 'NOT polpermissive',
    ),
  },
  ...commentOn(`POLICY ${quoteIdentifier(policy.name)} ON ${quoteName(table)}`, policy.comment, quoteLiteral),
]

export const rowSecurity = (table: Name, from: Table['rowSecurity'], to: Table['rowSecurity']): readonly SqlStatement[] => {
  const clauses = [
    ...(to === undefined ? (from === undefined ? [] : ['DISABLE ROW LEVEL SECURITY']) : ['ENABLE ROW LEVEL SECURITY']),
    ...(to === 'forced' ? ['FORCE ROW LEVEL SECURITY'] : from === 'forced' ? ['NO FORCE ROW LEVEL SECURITY'] : []),
  ]
  return clauses.length === 0 ? [] : [{ sql: `ALTER TABLE ${quoteName(table)} ${clauses.join(', ')}` }]
}

const enabling = { origin: 'ENABLE', always: 'ENABLE ALWAYS', replica: 'ENABLE REPLICA', disabled: 'DISABLE' } as const
const enableTrigger = (table: Name, trigger: string, enabled: Trigger['enabled']): SqlStatement => ({
  sql: `ALTER TABLE ${quoteName(table)} ${enabling[enabled]} TRIGGER ${quoteIdentifier(trigger)}`,
})

/** OR REPLACE came with 14, and not for constraint triggers. */
export const createTrigger = (table: Name, trigger: Trigger, version: EngineVersion): readonly SqlStatement[] => {
  const canReplace = capabilities(version).replaceTrigger && !/^\s*CREATE\s+(OR\s+REPLACE\s+)?CONSTRAINT\b/i.test(trigger.definition)
  const sql = trigger.definition
    .trim()
    .replace(/;$/, '')
    .replace(/^CREATE\s+(OR\s+REPLACE\s+)?/i, canReplace ? 'CREATE OR REPLACE ' : 'CREATE ')
  return [
    canReplace ? { sql } : { sql, doneWhen: isTriggerThere(table, trigger.name, trigger.function) },
    ...(trigger.enabled === 'origin' ? [] : [enableTrigger(table, trigger.name, trigger.enabled)]),
    ...commentOn(`TRIGGER ${quoteIdentifier(trigger.name)} ON ${quoteName(table)}`, trigger.comment, quoteLiteral),
  ]
}

export const createStatistics = (table: Name, statistics: ExtendedStatistics): readonly SqlStatement[] => {
  const name = quoteName(sibling(table, statistics.name))
  return [
    {
      sql: statistics.definition
        .trim()
        .replace(/;$/, '')
        .replace(/^CREATE\s+STATISTICS\s+(IF\s+NOT\s+EXISTS\s+)?/i, 'CREATE STATISTICS IF NOT EXISTS '),
    },
    ...(statistics.statisticsTarget === undefined
      ? []
      : [{ sql: `ALTER STATISTICS ${name} SET STATISTICS ${statistics.statisticsTarget}` }]),
    ...commentOn(`STATISTICS ${name}`, statistics.comment, quoteLiteral),
  ]
}

/** `FULL`, `NOTHING`, `USING INDEX name`, or an index's bare name. */
export const replicaIdentity = (table: Name, identity: string | undefined): SqlStatement => {
  const text = identity?.trim() ?? 'DEFAULT'
  const clause = /^(full|nothing|default)$/i.test(text)
    ? text.toUpperCase()
    : /^using\s+index\s/i.test(text)
      ? text
      : `USING INDEX ${quoteIdentifier(text)}`
  return { sql: `ALTER TABLE ${quoteName(table)} REPLICA IDENTITY ${clause}` }
}

/**
 * A table's entry cannot be changed in place without naming all the others (SET TABLE), so that it is dropped and
 * added; in one block, so that no change is published meanwhile. A row filter that is not known here is kept.
 */
export const setPublication = (
  table: Name,
  publication: string,
  to: Publication | undefined,
  version: EngineVersion,
): readonly SqlStatement[] => {
  const alter = `ALTER PUBLICATION ${quoteIdentifier(publication)}`
  const relation = quoteName(table)
  const entry = [`prrelid = ${regclass(table)}`, `prpubid = (SELECT oid FROM pg_publication WHERE pubname = ${quoteLiteral(publication)})`]
  if (to === undefined) return [{ sql: `${alter} DROP TABLE ${relation}`, doneWhen: `NOT ${exists('pg_publication_rel', ...entry)}` }]
  if (!capabilities(version).publishColumns)
    return [{ sql: `${alter} ADD TABLE ${relation}`, doneWhen: exists('pg_publication_rel', ...entry) }]

  const add = `${alter} ADD TABLE ${relation}${to.columns === undefined ? '' : ` (${list(to.columns)})`}`
  const wanted = exists(
    'pg_publication_rel',
    ...entry,
    to.columns === undefined ? 'prattrs IS NULL' : namesColumns('prattrs', 'prrelid', to.columns),
  )
  return [
    {
      sql: `DO ${dollarQuote(`
DECLARE
  filter text := ${to.where === undefined ? `(SELECT pg_get_expr(prqual, prrelid) FROM pg_publication_rel WHERE ${entry.join(' AND ')})` : quoteLiteral(enclose(to.where))};
BEGIN
  IF ${exists('pg_publication_rel', ...entry)} THEN
    ${alter} DROP TABLE ${relation};
  END IF;
  EXECUTE ${quoteLiteral(add)} || coalesce(' WHERE (' || filter || ')', '');
END
`)}`,
      doneWhen: wanted,
    },
  ]
}

export const attachmentSql: Printers<Kind> = {
  'create-policy': ({ table, policy }) => createPolicy(table, policy),
  'drop-policy': ({ table, policy }) => [{ sql: `DROP POLICY IF EXISTS ${quoteIdentifier(policy.name)} ON ${quoteName(table)}` }],
  'set-row-security': ({ table, from, to }) => rowSecurity(table, from, to),

  'create-trigger': ({ table, trigger }, _before, version) => createTrigger(table, trigger, version),
  'drop-trigger': ({ table, trigger }) => [{ sql: `DROP TRIGGER IF EXISTS ${quoteIdentifier(trigger.name)} ON ${quoteName(table)}` }],
  'set-trigger-enabled': ({ table, trigger, to }) => [enableTrigger(table, trigger, to)],

  'create-statistics': ({ table, statistics }) => createStatistics(table, statistics),
  'drop-statistics': ({ table, statistics }) => [{ sql: `DROP STATISTICS IF EXISTS ${quoteName(sibling(table, statistics.name))}` }],

  'set-publication': ({ table, publication, to }, _before, version) => setPublication(table, publication, to, version),
  'set-replica-identity': ({ table, to }) => [replicaIdentity(table, to)],
}
