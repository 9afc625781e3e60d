import { keyOf } from '../../model/name.ts'
import type { Plan } from '../../plan/plan.ts'
import { inFlight } from './in-flight.ts'

/**
 * Python for Alembic's `env.py`: autogenerate and `alembic check` leave alone what the plan has on its way. Undefined
 * where nothing of the plan outlives a stage.
 */
export function includeObject(plan: Plan): string | undefined {
  const objects = inFlight(plan)
  if (plan.stages.length < 2 || objects.length === 0) return undefined
  const pairs = objects.map(({ table, name }) => `    (${JSON.stringify(keyOf(table))}, ${JSON.stringify(name)}),`)
  return [
    `# On its way: ${plan.title.replaceAll(/\s+/g, ' ')} (Lockstep plan ${plan.slug}). Remove it when the last stage has run.`,
    'in_flight = {',
    ...pairs,
    '}',
    '',
    '',
    'def include_object(object, name, type_, reflected, compare_to):',
    '    table = object if type_ == "table" else object.table',
    '    return (table.key, name) not in in_flight',
    '',
  ].join('\n')
}
