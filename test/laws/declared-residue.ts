import type { Name } from '../../src/model/name.ts'
import { keyOf } from '../../src/model/name.ts'
import type { Schema } from '../../src/model/schema.ts'
import type { Unit } from '../../src/plan/plan.ts'
import type { Step } from '../../src/steps/step.ts'
import { differences } from '../steps/differences.ts'

/** Where a column or a sequence stands is nobody's promise: a unit that brings several columns back moves them together. */
const isPosition = (word: string): boolean => /: (?:position(?: of the identity's sequence)?|order of columns)$/.test(word)

/**
 * What two schemas differ in, in the words of a declared residue, sorted. A NOT NULL that was bound but not proven is a
 * constraint of its own in the model; proven, it is the column's.
 */
export const wordsOf = (before: Schema, back: Schema): readonly string[] =>
  differences(before, back)
    .filter(word => !isPosition(word))
    .map(word => word.replace(/: not-null (?=\S+$)/, ': validated flag of '))
    .toSorted()

/** What one unit's way back says it leaves in the catalog, sorted. */
export const declaredBy = (unit: Unit): readonly string[] =>
  unit.down.residue
    .filter(({ data }) => data !== true)
    .map(({ what }) => what)
    .filter(word => !isPosition(word))
    .toSorted()

/** `users.name: …` is of a column, `users: index users_name_idx` of a part of that name. */
const isOfColumn = (word: string, table: Name, column: string): boolean => word.startsWith(`${keyOf(table)}.${column}: `)
const isOfPart = (word: string, table: Name, part: string): boolean => word.startsWith(`${keyOf(table)}: `) && word.endsWith(` ${part}`)

const notNull = (table: Name, column: string): string => `${keyOf(table)}.${column}: not null`

const replaceHead = (word: string, from: string, to: string): string => to + word.slice(from.length)
const replaceTail = (word: string, from: string, to: string): string => word.slice(0, -from.length) + to

/** The residue so far, as a later step of the way back leaves it: under another name, or gone with its object. */
const afterStep = (words: readonly string[], step: Step): readonly string[] => {
  switch (step.kind) {
    case 'rename-column':
      return words.map(word =>
        isOfColumn(word, step.table, step.from)
          ? replaceHead(word, `${keyOf(step.table)}.${step.from}`, `${keyOf(step.table)}.${step.to}`)
          : word,
      )
    case 'rename-constraint':
    case 'rename-index':
      return words.map(word => (isOfPart(word, step.table, step.from) ? replaceTail(word, step.from, step.to) : word))
    case 'rename-table': {
      const [from, to] = [keyOf(step.from), keyOf({ ...step.from, name: step.to })]
      return words.map(word => (word.startsWith(`${from}: `) || word.startsWith(`${from}.`) ? replaceHead(word, from, to) : word))
    }
    case 'drop-column':
      return words.filter(word => !isOfColumn(word, step.table, step.column.name))
    case 'drop-constraint': {
      const { constraint } = step
      return words.filter(
        word =>
          !isOfPart(word, step.table, constraint.name) &&
          !(constraint.kind === 'not-null' && word === notNull(step.table, constraint.column)),
      )
    }
    case 'drop-not-null':
    case 'set-not-null':
      return words.filter(word => word !== notNull(step.table, step.column))
    case 'drop-index':
      return words.filter(word => !isOfPart(word, step.table, step.index.name))
    case 'drop-table':
      return words.filter(word => !word.startsWith(`${keyOf(step.table.name)}: `) && !word.startsWith(`${keyOf(step.table.name)}.`))
    default:
      return words
  }
}

/** What is left in the catalog by the ways back of all these units, run last to first; sorted. */
export const declaredByAll = (units: readonly Unit[]): readonly string[] => {
  const left = units.toReversed().reduce<readonly string[]>((words, unit) => {
    const steps = unit.down.blocks.flatMap(block => block.statements.map(statement => statement.step))
    return [...steps.reduce(afterStep, words), ...declaredBy(unit)]
  }, [])
  return [...new Set(left)].toSorted()
}
