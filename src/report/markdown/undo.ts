import type { Plan, Stage, Unit } from '../../plan/plan.ts'
import type { Undo } from '../../plan/undo.ts'
import type { Placed } from '../facts.ts'
import { numbersInWords } from '../layout.ts'
import { stageHeading } from './headings.ts'
import { fenced, linkTo } from './text.ts'

/** Says how the framework's own command undoes units, from the last to the first; nothing where no framework is known. */
export type UndoOf = ((units: readonly Unit[]) => Undo) | undefined

/**
 * How a stage is undone: its files' own ways back, and what a person types for them.
 *
 * @param done all files up to the stage's last, from the last to the first
 * @param headingOf the heading of this page under which a stage is undone
 */
export function undoing(
  { slug, stages }: Plan,
  stage: Stage,
  done: readonly Placed[],
  headingOf: (stage: Stage) => string,
  undoOf: UndoOf,
): readonly string[] {
  const files = done.length === 1 ? `the rollback of file ${done[0]!.number}` : `the rollbacks of files ${inOrder(done)}, in that order`
  const own = done.filter(each => each.stage === stage && each.unit.down.grade !== 'irreversible')
  const undo = own.length === 0 ? undefined : undoOf?.(own.map(({ unit }) => unit))
  if (undo === undefined) return [`- **Undo:** ${files}.`]
  const before = stages.find(({ number }) => number === stage.number - 1)
  const words = [
    `${files}.`,
    undo.reach === 'alone'
      ? 'These commands undo this stage alone: what others have put above it stays.'
      : `This goes back from the top: where others have put anything above this stage, it would undo that first; use \`lockstep revert ${slug} --to ${before === undefined ? 'start' : before.number}\` there, which leaves theirs alone.`,
    'The next run of migrations would do it again: first take its files out of the release.',
    ...(undo.besides === undefined ? [] : [undo.besides]),
    ...(undo.placeholder === undefined ? [] : [`\`${undo.placeholder}\` is known once its file is written.`]),
    ...(before === undefined ? [] : [`Then go on as ${linkTo(headingOf(before), `after ${stageHeading(before).toLowerCase()}`)}.`]),
  ]
  return [`- **Undo:** ${words.join(' ')}`, '', ...fenced('sh', undo.commands.join('\n'), '  '), '']
}

const inOrder = (files: readonly Placed[]): string => numbersInWords(files.map(({ number }) => number))
