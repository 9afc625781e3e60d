import type { Rule } from './rule.ts'

const reasons = {
  missing: 'it says no way back',
  empty: 'its way back does nothing',
  irreversible: 'it says that it cannot be undone',
} as const

export const noWayBack: Rule = {
  id: 'no-way-back',
  severity: 'note',
  harm: 'When the deploy has to be taken back, the database stays ahead of the code.',
  remedy: {
    words:
      'write the way back, or see that the old code runs on the new schema; `lockstep convert` writes ways back where they are missing',
  },
  check: ({ migration, way, steps }) =>
    way === 'down' || migration.noDown === undefined || steps.length === 0 || migration.repeatable === true
      ? []
      : [{ at: steps[0]!, message: `${migration.name}: ${reasons[migration.noDown]}` }],
}
