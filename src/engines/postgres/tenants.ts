import { changedObjects } from '../../steps/changed-objects.ts'
import type { Engine, Job, PrintedStatement } from '../../steps/engine.ts'
import type { Step } from '../../steps/step.ts'
import { dollarQuote, quoteIdentifier, quoteLiteral } from './quote.ts'

/** A look-up of a name as text: `to_regclass('users')`, `to_regprocedure('users_sync()')`. */
const lookup = /\b(to_reg(?:class|procedure))\((E?)'((?:[^'\\]|''|\\.)*)'\)/g

/**
 * Looks for some names only where CREATE would put them: in the first schema of the search path. The same name in a later one,
 * such as the template of all tenants in `public`, must not pass for the tenant's own. Who asks may stand outside of the block.
 */
const inOwnSchema = (condition: string, names: readonly string[]): string => {
  const spellings = new Set(names.map(name => quoteIdentifier(name)))
  return condition.replaceAll(lookup, (whole, look: string, escape: string, written: string) =>
    spellings.has(written.replace(/\(\)$/, '').replaceAll("''", "'"))
      ? `${look}(quote_ident(current_schema()) || ${escape}'.${written}')`
      : whole,
  )
}

const statementInOwnSchema = (statement: PrintedStatement, step: Step): PrintedStatement => {
  const names = changedObjects(step).map(({ name }) => name)
  const { doneWhen, arrivedWhen } = statement
  return {
    ...statement,
    ...(doneWhen === undefined ? {} : { doneWhen: inOwnSchema(doneWhen, names) }),
    ...(arrivedWhen === undefined ? {} : { arrivedWhen: inOwnSchema(arrivedWhen, names) }),
  }
}

const jobInOwnSchema = (job: Job, step: Step): Job => {
  const names = changedObjects(step).map(({ name }) => name)
  return {
    ...job,
    through: inOwnSchema(job.through, names),
    ready: inOwnSchema(job.ready, names),
    mayBeAtOnce: inOwnSchema(job.mayBeAtOnce, names),
    left: `${job.left}, in the schema of this tenant`,
    atOnce: job.atOnce.map(each => (each.doneWhen === undefined ? each : { ...each, doneWhen: inOwnSchema(each.doneWhen, names) })),
  }
}

const missing =
  'LOCKSTEP: the search_path names no schema that is there, so that there is no tenant to change. Nothing was changed. Set it to the schema of a tenant, then retry.'

/** Puts the schema that `lockstep.schema` names before all others: who runs a job chooses the tenant by it. */
const choose = `
  IF tenant IS NOT NULL THEN
    PERFORM set_config('search_path', concat_ws(', ', quote_ident(tenant), nullif(current_setting('search_path'), '')), false);
    IF current_schema() IS DISTINCT FROM tenant THEN
      RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: there is no schema ', tenant, ' that this role may use. Nothing was changed for it. Correct the name, then retry.');
    END IF;
  END IF;`

/**
 * Narrows the search path to the tenant's schema and to those behind it that have nothing of the same name as what the block
 * changes: extensions and shared tables are still found there, a template's or another tenant's table never.
 */
const keepToTenant: NonNullable<Engine['keepToTenant']> = (steps, extent) => {
  const names = [...new Set(steps.flatMap(step => changedObjects(step).map(({ name }) => name)))].toSorted()
  const list = names.length === 0 ? "''" : names.map(quoteLiteral).join(', ')
  const isLocal = String(extent === 'transaction')
  return {
    place: `DO ${dollarQuote(`${extent === 'job' ? "\nDECLARE\n  tenant text := nullif(current_setting('lockstep.schema', true), '');" : ''}
BEGIN
  PERFORM set_config('lockstep.search_path', current_setting('search_path'), ${isLocal});${extent === 'job' ? choose : ''}
  IF current_schema() IS NULL THEN
    RAISE EXCEPTION USING MESSAGE = ${quoteLiteral(missing)};
  END IF;
  PERFORM set_config('search_path', string_agg(quote_ident(nspname), ', ' ORDER BY n), ${isLocal})
  FROM unnest(current_schemas(false)) WITH ORDINALITY AS path (nspname, n) JOIN pg_namespace AS s USING (nspname)
  WHERE nspname = current_schema() -- and those behind it that have nothing of these names
    OR (NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = s.oid AND relname IN (${list}))
      AND NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace = s.oid AND proname IN (${list}))
      AND NOT EXISTS (SELECT FROM pg_type WHERE typnamespace = s.oid AND typname IN (${list})));
END
`)}`,
    leave: `DO ${dollarQuote(`
BEGIN
  PERFORM set_config('search_path', current_setting('lockstep.search_path'), ${isLocal});
END
`)}`,
  }
}

/** The engine for databases with one schema for each tenant: the same statements do the same in each of them, and only there. */
export const forTenants = (engine: Engine): Engine => ({
  ...engine,
  sql: (step, before) => engine.sql(step, before).map(statement => statementInOwnSchema(statement, step)),
  job: step => {
    const job = engine.job?.(step)
    return job === undefined ? undefined : jobInOwnSchema(job, step)
  },
  keepToTenant,
})
