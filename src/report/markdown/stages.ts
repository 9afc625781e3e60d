import { keyOf } from '../../model/name.ts'
import type { FrameworkId } from '../../model/framework.ts'
import type { GateLine } from '../../model/gate.ts'
import type { Plan, Stage, Unit } from '../../plan/plan.ts'
import { adviseEdit } from '../application-edits.ts'
import { factInWords, phaseInWords, rollbackInWords, titleInWords, unitsOf } from '../facts.ts'
import { blocksInWords, locksOf, workInWords } from '../locks.ts'
import { cell, fenced, tableHead } from './text.ts'

/** Every stage with its gate, and every file with what it locks, why it is there and how it goes back. */
export function stages(plan: Plan, framework: FrameworkId | undefined): readonly string[] {
  const units = unitsOf(plan)
  return [
    '## Stages',
    ...plan.stages.flatMap(stage => [
      '',
      `### Stage ${stage.number}: ${stage.phase}, ${phaseInWords[stage.phase]}`,
      '',
      ...gate(stage, framework),
      ...units.filter(placed => placed.stage === stage).flatMap(({ unit, number }) => ['', ...file(unit, number)]),
    ]),
  ]
}

function gate({ gate: lines }: Stage, framework: FrameworkId | undefined): readonly string[] {
  if (lines.length === 0) return ['No gate: it may run at once.']
  return ['Not before all of this holds:', '', ...lines.flatMap(line => gateLine(line, framework))]
}

function gateLine(line: GateLine, framework: FrameworkId | undefined): readonly string[] {
  if (line.kind === 'proved')
    return [`- [ ] ${cell(line.text)} (proved: the file checks it)`, '', ...fenced('sql', `${line.query};`, '  '), '']
  const said = `- [ ] ${cell(line.text)} (attested by a person)`
  if (line.edit === undefined) return [said]
  const { text, code } = adviseEdit(line.edit, framework)
  return [said, '', `  ${cell(text)}`, ...(code === undefined ? [] : ['', ...fenced(code.language, code.lines.join('\n'), '  ')]), '']
}

function file(unit: Unit, number: number): readonly string[] {
  const { up, down } = unit
  const locks = locksOf(up)
  return [
    `#### ${number}. ${unit.isPointOfNoReturn ? '⚑ ' : ''}${cell(titleInWords(unit))}`,
    '',
    `${up.class === 'job' ? 'A job: keep it out of a deploy step and of an application’s start.' : 'Quick: catalog only.'} ${up.transactional ? 'One transaction.' : 'Outside a transaction.'} Rollback: ${cell(rollbackInWords(down))}.`,
    '',
    ...up.statements.flatMap(({ description, why, avoids, effects }) => [
      `- ${cell(description)}${why === undefined ? '' : `: ${cell(why)}`}${avoids === undefined ? '' : ` (avoids *${avoids}*)`}`,
      ...effects.breaks.map(
        ({ what, heals }) =>
          `  - ${heals ? 'known exception' : 'from here on'}: ${cell(what)}${heals ? '; heals when the statement is prepared again outside a transaction' : ''}`,
      ),
    ]),
    ...up.facts.map(fact => `- checks first, and stops if: ${cell(factInWords(fact))}`),
    ...(locks.length === 0
      ? []
      : [
          '',
          ...tableHead('Relation', 'Strongest lock', 'Blocks', 'Work under it'),
          ...locks.map(
            lock =>
              `| ${cell(keyOf(lock.relation))}${lock.relationKind === 'table' ? '' : ` (${lock.relationKind})`} | ${lock.mode} | ${blocksInWords(lock)} | ${workInWords(lock.work)} |`,
          ),
        ]),
  ]
}
