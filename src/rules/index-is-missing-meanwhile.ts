import { keyOf } from '../model/name.ts'
import { ofKind, type Rule } from './rule.ts'

export const indexIsMissingMeanwhile: Rule = {
  id: 'index-is-missing-meanwhile',
  severity: 'warning',
  harm: 'An index that is dropped before its successor is built leaves its queries without one for as long as the build takes.',
  remedy: {
    words: 'build the new index first, under another name if need be, then drop the old one',
    outside: true,
    sql: ['CREATE INDEX CONCURRENTLY <new name> ON {table} ({columns})', 'DROP INDEX CONCURRENTLY {index}'],
  },
  check: ({ steps }) =>
    ofKind(steps, 'drop-index').flatMap(at => {
      const [first] = at.step.index.parts
      const successor = ofKind(steps.slice(steps.indexOf(at) + 1), 'create-index').find(
        ({ step }) =>
          keyOf(step.table) === keyOf(at.step.table) && step.index.parts[0]?.column === first?.column && first?.column !== undefined,
      )
      // A leftover of the same name is dropped to be built again: it served nobody.
      if (successor === undefined || !at.isLive(at.step.table) || successor.step.index.name === at.step.index.name) return []
      return [
        { at, message: `queries by ${first?.column} of ${keyOf(at.step.table)} have no index until ${successor.step.index.name} is built` },
      ]
    }),
}
