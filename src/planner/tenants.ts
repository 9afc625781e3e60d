import { error, type Diagnostic } from '../model/diagnostic.ts'
import { keyOf } from '../model/name.ts'
import type { Stage, Statement } from '../plan/plan.ts'
import { changedObjects } from '../steps/changed-objects.ts'

/** `public.users`, also inside of `'public.users_id_seq'::regclass`; not in other quoted text. */
const namesPublic = (sql: string): boolean =>
  /'"?public"?\.[^']*'::reg/i.test(sql) || /(?<![\w$.])(?:public|"public")\s*\.\s*["\w]/i.test(sql.replaceAll(/'(?:[^']|'')*'/g, "''"))

/** Why a statement cannot do the same in the schema of each tenant; nothing where it can. */
const objectionTo = ({ step, sql }: Statement): readonly [because: string, instead: string] | undefined => {
  switch (step.kind) {
    case 'create-extension':
    case 'drop-extension':
      return [
        `the extension ${step.extension.name} is the database's, not a tenant's`,
        'create or drop it once, apart from the tenants, in a schema without tables; then take it out of this change',
      ]
    case 'set-table-schema':
      return ['it moves a table from one schema to another, and each tenant has but one', 'leave it out, or plan it without tenants']
    default:
      break
  }
  const elsewhere = changedObjects(step).find(({ schema }) => schema !== undefined)
  if (elsewhere !== undefined)
    return [
      `${keyOf(elsewhere)} names a schema, which is not that of every tenant`,
      "write the tenants' tables without a schema; what all tenants share is a database of its own in lockstep.config.ts (databases: { … }), without tenants",
    ]
  const texts = sql.map(each => each.sql)
  if ((step.kind === 'create-routine' || step.kind === 'replace-routine') && texts.some(text => /\bSET\s+search_path\b/i.test(text)))
    return [
      'the function sets a search_path of its own, which would be that of one tenant',
      'leave SET search_path out: it then finds the tables of the tenant that calls it',
    ]
  return texts.some(namesPublic)
    ? ['its SQL names the schema public', 'write it without a schema: the search_path of the tenant finds it']
    : undefined
}

/** What in a plan cannot be run in the schema of each tenant alike, on the way there or back. */
export const unfitForTenants = (stages: readonly Stage[]): readonly Diagnostic[] => {
  const statements = stages.flatMap(({ units }) => units.flatMap(({ up, down }) => [up, ...down.blocks].flatMap(block => block.statements)))
  const found = new Map<string, Diagnostic>()
  for (const statement of statements) {
    const objection = objectionTo(statement)
    if (objection === undefined) continue
    const [because, instead] = objection
    if (!found.has(because))
      found.set(
        because,
        error('not-for-each-tenant', `${statement.description}: it cannot run in the schema of each tenant: ${because}.`, instead),
      )
  }
  return [...found.values()]
}
