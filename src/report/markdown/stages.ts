import { keyOf } from '../../model/name.ts'
import type { FrameworkId } from '../../model/framework.ts'
import type { GateLine } from '../../model/gate.ts'
import type { Plan, Stage, Unit } from '../../plan/plan.ts'
import { adviseEdit } from '../application-edits.ts'
import { factInWords, phaseInWords, rollbackInWords, unitsOf } from '../facts.ts'
import { durationOf } from '../estimate.ts'
import { blocksInWords, isBlocking, locksOf, workInWords } from '../locks.ts'
import { shortTitle } from '../short-title.ts'
import { headings, stageHeading } from './headings.ts'
import { capital, fenced, named, prose, sentence } from './text.ts'

/** Every stage with its gate, and every file with what it locks, why it is there and how it goes back. */
export function stages(plan: Plan, framework: FrameworkId | undefined): readonly string[] {
  const units = unitsOf(plan)
  return [
    `## ${headings.stages}`,
    ...plan.stages.flatMap(stage => [
      '',
      `### ${stageHeading(stage)}`,
      '',
      `*${capital(phaseInWords[stage.phase])}.* ${stage.gate.length === 0 ? (stage.number === 1 ? 'No gate: it may run at once.' : `No gate: it may follow stage ${stage.number - 1} at once.`) : '**Gate:** not before all of this holds.'}`,
      ...gate(stage, plan, framework),
      ...units.filter(placed => placed.stage === stage).flatMap(({ unit, number }) => ['', ...file(unit, number, plan)]),
    ]),
  ]
}

const gate = ({ gate: lines }: Stage, plan: Plan, framework: FrameworkId | undefined): readonly string[] =>
  lines.length === 0 ? [] : ['', ...lines.flatMap(line => gateLine(line, plan, framework))]

function gateLine(line: GateLine, plan: Plan, framework: FrameworkId | undefined): readonly string[] {
  if (line.kind === 'proved')
    return [`- [ ] ${prose(line.text)} *(proved: the file checks it)*`, '', ...fenced('sql', `${line.query};`, '  '), '']
  const said = `- [ ] ${prose(line.text)} *(a person attests it)*`
  if (line.edit === undefined) return [said]
  const { text, code } = adviseEdit(line.edit, framework, plan)
  return [said, '', `  ${prose(text)}`, '', ...(code === undefined ? [] : [...fenced(code.language, code.lines.join('\n'), '  '), ''])]
}

function file(unit: Unit, number: number, plan: Plan): readonly string[] {
  const { up, down } = unit
  const { main } = shortTitle(unit)
  return [
    `#### ${number}. ${unit.isPointOfNoReturn ? '⚑ ' : ''}${capital(prose(main))}`,
    '',
    `${up.class === 'job' ? `**Job** (${durationOf(unit, plan)}): keep it out of a deploy step and of an application’s start` : '**Quick**: catalog only'} · ${up.transactional ? 'one transaction' : 'outside a transaction'}`,
    '',
    ...up.statements.flatMap(({ description, why, avoids, effects }) => [
      // The heading has said what a lone statement does.
      ...(up.statements.length === 1 && why === undefined
        ? []
        : [
            `- ${[...(up.statements.length === 1 ? [] : [prose(description)]), ...(why === undefined ? [] : [prose(why)])].join(': ')}${avoids === undefined ? '' : ` (avoids *${avoids}*)`}`,
          ]),
      ...effects.breaks.map(
        ({ what, heals }) =>
          `  - ${heals ? 'known exception' : '**from here on**'}: ${prose(what)}${heals ? '; heals when the statement is prepared again outside a transaction' : ''}`,
      ),
    ]),
    ...up.facts.map(fact => `- **Checks first,** and stops if ${prose(factInWords(fact))}.`),
    `- **Locks:** ${locksInWords(unit)}.`,
    `- **Rollback:** ${sentence(prose(rollbackInWords(down)))}`,
  ]
}

const locksInWords = ({ up }: Unit): string => {
  const locks = locksOf(up)
  if (locks.length === 0) return 'none'
  return locks
    .map(
      lock =>
        `${named(keyOf(lock.relation))}${lock.relationKind === 'table' ? '' : ` (${lock.relationKind})`} ${lock.mode}, ${isBlocking(lock) ? `blocks ${blocksInWords(lock)}` : 'blocks nothing'}${lock.work === 'none' ? '' : `, ${workInWords(lock.work)}`}`,
    )
    .join('; ')
}
