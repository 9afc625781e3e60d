import type { EngineVersion } from '../../model/engine.ts'
import type { Engine } from '../../steps/engine.ts'
import { askSchema } from './ask-schema/index.ts'
import { acquire, beginJob, endJob, queueUp } from './acquire.ts'
import { capabilities } from './capabilities.ts'
import { effectsOf } from './effects.ts'
import { isVolatile, loadExpressions, ParserNotLoaded, semantics } from './expressions.ts'
import { allUnless, assertFact, onlyUnless } from './guards.ts'
import { quoteIdentifier, quoteName } from './identifier.ts'
import { jobOf } from './job.ts'
import { askFor, politeLock, spellOut } from './polite-lock.ts'
import { quoteLiteral } from './quote.ts'
import { readSql } from './read-sql/index.ts'
import { loneStatementsOf, plainStatementsOf, statementsOf } from './sql.ts'
import { forTenants } from './tenants.ts'
import { typeChange } from './type-change.ts'

const engineOf = (version: EngineVersion): Engine =>
  version.tenants === undefined ? plainEngine(version) : forTenants(plainEngine(version))

const plainEngine = (version: EngineVersion): Engine => ({
  version,
  can: capabilities(version),
  semantics,
  effects: (step, before) => effectsOf(step, before, version),
  sql: (step, before) => statementsOf(step, before, version),
  plain: (step, before) => plainStatementsOf(step, before, version),
  readSql: text => readSql(text, version.major),
  ask: (query, schema, limits) => askSchema({ schema, major: version.major, limits }, query),
  lone: step => loneStatementsOf(step, version),
  job: step => jobOf(step, version),
  isVolatile,
  typeChange,
  acquire,
  politeLock: { sql: politeLock, ask: askFor, spell: spellOut },
  queueUp,
  beginJob,
  endJob,
  assertFact,
  onlyUnless,
  allUnless,
  quoteName,
  quoteIdentifier,
  quoteLiteral,
})

/** PostgreSQL of one version. Awaits the parser, so that everything the engine does afterwards is synchronous. */
export const postgres = async (version: EngineVersion): Promise<Engine> => {
  await loadExpressions()
  return engineOf(version)
}

/**
 * Works with PostgreSQL of one version, loading its parser (0.1 s) only when an expression turns out to need it.
 *
 * @param work must have no effects: when it runs into such an expression it is done a second time, with the parser
 */
export const withPostgres = async <T>(version: EngineVersion, work: (engine: Engine) => T | Promise<T>): Promise<T> => {
  try {
    return await work(engineOf(version))
  } catch (problem) {
    if (!(problem instanceof ParserNotLoaded)) throw problem
    await loadExpressions()
    return work(engineOf(version))
  }
}
