import type { Plan, Stage, Unit } from '../../plan/plan.ts'
import { lossInWords, unitsOf, worstGrade, type Placed } from '../facts.ts'
import { numbersInWords } from '../layout.ts'
import { buildsIndex, lockQuery, type Quoting } from '../watch.ts'
import { headings, stageHeading } from './headings.ts'
import { relationsOf } from './relations.ts'
import { fenced, linkTo, prose, sentence, tableHead } from './text.ts'
import { undoing, type UndoOf } from './undo.ts'

/** What to do when a stage goes wrong and nobody who wrote it is awake. */
export function night(plan: Plan, quoting: Quoting, undoOf?: UndoOf): readonly string[] {
  const units = unitsOf(plan)
  const relations = relationsOf(units)
  return [
    `## ${headings.night}`,
    '',
    'Find the stage that ran last, in the framework’s own record of what ran.',
    '',
    ...tableHead('Ran last', 'Application back alone?', 'Undoing the database loses'),
    ...plan.stages.map(stage => overview(plan, stage, units)),
    '',
    '**Stop what is running.** Find its pid, cancel it, and terminate it only if that does not help:',
    '',
    ...fenced(
      'sql',
      [
        ...(relations.length === 0
          ? []
          : [`-- ${lockQuery(relations, quoting).what.replaceAll('\n', ' ')}`, `${lockQuery(relations, quoting).sql};`, '']),
        'SELECT pg_cancel_backend(<pid>);',
        'SELECT pg_terminate_backend(<pid>);',
      ].join('\n'),
    ),
    ...plan.stages.flatMap(stage => ['', `### ${nightHeading(stage)}`, '', ...stageRunbook(plan, stage, units, undoOf)]),
  ]
}

const nightHeading = (stage: Stage): string => `After ${stageHeading(stage).toLowerCase()}`

interface Verdict {
  readonly safe: 'yes' | 'no' | 'partly'
  readonly because: string
}

function overview(plan: Plan, stage: Stage, units: readonly Placed[]): string {
  const { safe } = applicationBack(plan, stage)
  const done = units.filter(({ stage: { number } }) => number <= stage.number)
  const worst = worstGrade(done.map(({ unit }) => unit.down))
  const words = { yes: '✅ yes', no: '❌ no, undo the stage first', partly: '⚠️ to the version its gate asked for' }
  return `| ${linkTo(nightHeading(stage), stageHeading(stage))} | ${words[safe]} | ${worst === 'exact' ? 'nothing' : worst === 'leaves residue' ? 'nothing; something harmless stays' : `**${worst}**`} |`
}

function stageRunbook(plan: Plan, stage: Stage, all: readonly Placed[], undoOf: UndoOf): readonly string[] {
  const own = all.filter(placed => placed.stage === stage)
  const done = all.filter(({ stage: { number } }) => number <= stage.number).toReversed()
  const end = own.find(({ unit }) => unit.isPointOfNoReturn)
  const { safe, because } = applicationBack(plan, stage)
  return [
    `- **Application back alone?** ${{ yes: '**Yes:**', no: '**No:**', partly: '**Only in part:**' }[safe]} ${because}`,
    ...leftovers(own).map(text => `- **A stopped file leaves** ${text}`),
    ...undoing(plan, stage, done, nightHeading, undoOf),
    `- **Undoing loses** ${losses(done)}`,
    ...(end === undefined
      ? []
      : [`- ⚑ **No way back with the data** once file ${end.number} has run: ${sentence(prose(lossInWords([end.unit.down])))}`]),
  ]
}

function applicationBack(plan: Plan, stage: Stage): Verdict {
  const cells = plan.compatibility.filter(each => each.stage === stage.number - 1 && each.version !== 'new')
  const back = cells.filter(each => each.version === 'rolled back')
  const judged = back.length > 0 ? back : cells
  const failing = judged.filter(each => !each.holds)
  const reasons = (which: typeof judged): string => sentence(prose([...new Set(which.map(each => each.because))].join('; ')))
  if (failing.length > 0) return { safe: 'no', because: `${reasons(failing)} Undo the stage first.` }
  if (judged.length > 0) return { safe: 'yes', because: reasons(judged) }
  return plan.stages.some(({ number, gate }) => number <= stage.number && gate.length > 0)
    ? { safe: 'partly', because: 'to the version the last gate asked for; to an older one, undo the stage first.' }
    : { safe: 'yes', because: 'the stage takes nothing away that the old version uses.' }
}

const leftoverOf = ({ up }: Unit): string => {
  if (up.statements.some(({ step }) => step.kind === 'backfill'))
    return 'the batches that are done; running it again goes on with the rest.'
  if (up.transactional) return 'nothing; the transaction is undone.'
  return up.statements.some(buildsIndex)
    ? 'an invalid index, which no query uses and every write keeps up; running it again drops and rebuilds it, its rollback drops it.'
    : 'what its finished statements did; running it again goes on.'
}

/** The same answer for several files is given once. */
function leftovers(units: readonly Placed[]): readonly string[] {
  const answers = new Map<string, number[]>()
  for (const { unit, number } of units) answers.set(leftoverOf(unit), [...(answers.get(leftoverOf(unit)) ?? []), number])
  if (answers.size === 1) return [...answers.keys()]
  return [...answers].map(([answer, numbers]) => `(file${numbers.length === 1 ? '' : 's'} ${numbersInWords(numbers)}) ${answer}`)
}

function losses(units: readonly Placed[]): string {
  const rollbacks = units.map(({ unit }) => unit.down)
  const worst = worstGrade(rollbacks)
  if (worst === 'exact') return 'nothing; the catalog is as before.'
  const telling = units.filter(({ unit }) => unit.down.grade === worst).map(({ number }) => number)
  const reasons = sentence(prose(lossInWords(rollbacks).slice(`${worst}: `.length)))
  return worst === 'leaves residue'
    ? `nothing, but leaves residue: ${reasons}`
    : `something: file${telling.length === 1 ? '' : 's'} ${numbersInWords(telling)} ${worst}: ${reasons}`
}
