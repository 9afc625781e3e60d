import { clipName, longestName } from '../model/name.ts'
import type { Rule } from './rule.ts'
import type { Step } from '../steps/step.ts'

/** Names the step gives. */
function namesIn(step: Step): readonly string[] {
  switch (step.kind) {
    case 'create-table':
      return [
        step.table.name.name,
        ...step.table.columns.map(({ name }) => name),
        ...step.table.constraints.map(({ name }) => name),
        ...step.table.indexes.map(({ name }) => name),
      ]
    case 'add-column':
      return [step.column.name]
    case 'create-index':
      return [step.index.name]
    case 'add-constraint':
      return [step.constraint.name]
    case 'rename-column':
    case 'rename-table':
    case 'rename-index':
    case 'rename-constraint':
      return [step.to]
    case 'create-enum':
      return [step.enum.name.name]
    case 'create-trigger':
      return [step.trigger.name]
    default:
      return []
  }
}

/** PostgreSQL's own parser has cut it already. */
const asWritten = (name: string, text: string): string => {
  if (Buffer.byteLength(name) < longestName - 3) return name
  const at = text.indexOf(name)
  const rest = at === -1 ? '' : (/^[\w$]*/.exec(text.slice(at + name.length))?.[0] ?? '')
  return name + rest
}

export const nameIsCutOff: Rule = {
  id: 'name-is-cut-off',
  severity: 'warning',
  harm: 'PostgreSQL keeps 63 bytes of a name and drops the rest with no more than a notice: the object has another name than the migration says, and two long names may become one (42P07).',
  remedy: { words: 'choose a name of at most 63 bytes' },
  check: ({ steps, textAt, way }) =>
    way === 'down'
      ? []
      : steps.flatMap(at =>
          namesIn(at.step)
            .map(name => asWritten(name, textAt(at.at)))
            .filter(name => Buffer.byteLength(name) > longestName)
            .map(name => {
              const kept = clipName(name)
              const twin = steps.some(other =>
                namesIn(other.step).some(one => asWritten(one, textAt(other.at)) !== name && clipName(one) === kept),
              )
              return {
                at,
                ...(twin ? { severity: 'error' as const } : textAt(at.at).includes(name) ? {} : { severity: 'note' as const }),
                message: `${name} becomes ${kept}${twin ? ', and so does another name of this migration' : ''}`,
              }
            }),
        ),
}
