import { keyOf } from '../model/name.ts'
import { ofKind, type Rule } from './rule.ts'

export const onConflictLosesItsConstraint: Rule = {
  id: 'on-conflict-loses-its-constraint',
  severity: 'warning',
  harm: 'INSERT … ON CONFLICT of running code fails when the unique constraint it relies on is gone (42P10) or has another name (42704); and nothing keeps duplicates out any more.',
  remedy: { words: 'deploy code that does not rely on it first' },
  check: ({ steps, base }) =>
    ofKind(steps, 'drop-constraint', 'rename-constraint')
      .filter(({ step, isLive }) => isLive(step.table) && base.tables.has(keyOf(step.table)))
      .filter(({ step }) => {
        const table = base.tables.get(keyOf(step.table))
        const name = step.kind === 'drop-constraint' ? step.constraint.name : step.from
        return table?.constraints.some(one => one.name === name && (one.kind === 'unique' || one.kind === 'exclusion')) === true
      })
      .map(at => ({
        at,
        ...(at.step.kind === 'rename-constraint' ? { severity: 'note' as const } : {}),
        message: `ON CONFLICT of code that runs may rely on ${at.step.kind === 'drop-constraint' ? at.step.constraint.name : at.step.from} of ${keyOf(at.step.table)}`,
        breaks: at.effects.breaks,
      })),
}
