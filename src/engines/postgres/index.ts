import type { EngineVersion } from '../../model/engine.ts'
import type { Engine } from '../../steps/engine.ts'
import { acquire, beginJob, endJob } from './acquire.ts'
import { capabilities } from './capabilities.ts'
import { effectsOf } from './effects.ts'
import { isVolatile, loadExpressions, semantics } from './expressions.ts'
import { assertFact, onlyUnless, remember } from './guards.ts'
import { quoteIdentifier, quoteName } from './identifier.ts'
import { quoteLiteral } from './quote.ts'
import { statementsOf } from './sql.ts'
import { typeChange } from './type-change.ts'

/** PostgreSQL of one version. Awaits the parser, so that everything the engine does afterwards is synchronous. */
export const postgres = async (version: EngineVersion): Promise<Engine> => {
  await loadExpressions()
  return {
    version,
    can: capabilities(version),
    semantics,
    effects: (step, before) => effectsOf(step, before, version),
    sql: (step, before) => statementsOf(step, before, version),
    isVolatile,
    typeChange,
    acquire,
    beginJob,
    endJob,
    assertFact,
    onlyUnless,
    remember,
    quoteName,
    quoteIdentifier,
    quoteLiteral,
  }
}
