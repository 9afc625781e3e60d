import { forwardOf, originOf } from '../../plan/origin.ts'
import type { Block, Plan, Stage, Unit } from '../../plan/plan.ts'
import type { Engine } from '../../steps/engine.ts'
import { oneLine } from '../literal.ts'
import { isFileTransactional, scriptOf, sqlOf, type Script, type ScriptStatement } from '../script.ts'
import { raiseIrreversible, statementsOf } from '../sql-text.ts'
import { element, sqlElement, type ChangeSet, type Element } from './element.ts'
import { protectQuestionMarks } from './question-marks.ts'
import { wordsFor, type Words } from './words.ts'

export interface Item {
  readonly plan: Plan
  readonly stage: Stage
  readonly unit: Unit
  readonly engine: Engine
  readonly author: string
  readonly fileOf: (unit: Unit) => string | undefined
}

/**
 * A unit as one changeSet. Liquibase commits it before it notes that it ran (ChangeSet.execute), so a crash in between
 * runs it again: preconditions pass over what is done, and the way back, which can have none, is repeatable SQL.
 */
export const changeSetOf = (item: Item): ChangeSet => {
  const { unit, engine, author } = item
  const { up, down } = unit
  const runInTransaction = isFileTransactional(unit)
  const parts = originOf(unit) === undefined ? partsOf(up, item, runInTransaction) : asWritten(item, runInTransaction)
  const whys = [...new Set(up.statements.flatMap(({ why }) => (why === undefined ? [] : [oneLine(why)])))]
  return {
    id: unit.slug,
    author,
    comment: cut([unit.slug.replaceAll('_', ' '), ...whys].join('. ')),
    runInTransaction,
    todo: parts.todo,
    changes: parts.changes,
    rollback:
      down.grade === 'irreversible'
        ? [sqlElement(raiseIrreversible(unit, engine))]
        : down.blocks.length === 0
          ? [element('empty')]
          : down.blocks.flatMap(block => sqlElements(block, scriptOf(block, { ...item, reruns: true }), runInTransaction)),
  }
}

/** What is converted: its steps and nothing around them. */
const asWritten = (item: Item, runInTransaction: boolean): Pick<ChangeSet, 'todo' | 'changes'> => {
  const changes = forwardOf(item.unit).flatMap(block => {
    const script = scriptOf(block, { ...item, reruns: false })
    return block.transactional && runInTransaction
      ? changesOf(
          script,
          script.statements.map(part => saidBy(part, item.engine)),
        )
      : sqlElements(block, script, runInTransaction)
  })
  return { todo: [], changes: changes.length === 0 ? [element('empty')] : changes }
}

const partsOf = (block: Block, item: Item, runInTransaction: boolean): Pick<ChangeSet, 'todo' | 'changes'> => {
  const repeatable = scriptOf(block, { ...item, reruns: true })
  // Done together or not at all, so that one question answers for all; else each statement has to be asked for itself.
  const whole = block.transactional ? scriptOf(block, { ...item, reruns: false }) : repeatable
  const said = whole.statements.map(part => (block.transactional && runInTransaction ? saidBy(part, item.engine) : undefined))
  const todo = todoOf(block, said)
  const script = todo.length > 0 ? whole : repeatable
  // Without a precondition everything has to bear a repetition: the SQL does, and so do words that need no question.
  const words =
    todo.length > 0
      ? said
      : said.map((its, n) => (its?.todo === undefined && doneWhenOf(block, n).every(one => one === undefined) ? its : undefined))
  return { todo, changes: words.every(its => its === undefined) ? sqlElements(block, script, runInTransaction) : changesOf(script, words) }
}

/** Conditions under one of which the block has still to run; none where that cannot be told from outside. */
const todoOf = (block: Block, said: readonly (Words | undefined)[]): readonly Element[] => {
  if (block.doneWhen !== undefined) return [sqlCheck([block.doneWhen])!]
  const all = block.statements.map((_, n) => said[n]?.todo ?? sqlCheck(doneWhenOf(block, n)))
  const known = all.filter(condition => condition !== undefined)
  return known.length === all.length || (block.transactional && !comesBack(block)) ? known : []
}

const doneWhenOf = ({ statements }: Block, n: number): readonly (string | undefined)[] => statements[n]!.sql.map(({ doneWhen }) => doneWhen)

/** Is something taken away that comes back in the same block, so that "it is gone" is true before it and false after it? */
const comesBack = ({ statements }: Block): boolean => {
  const kinds = statements.map(({ step }) => step.kind)
  return kinds.some(kind => /^drop-|^set-publication/.test(kind)) && kinds.some(kind => /^(?:add|create)-|^set-publication/.test(kind))
}

const saidBy = (part: ScriptStatement, engine: Engine): Words | undefined => {
  const { statement, sql } = part
  const isPlain = sql.length === 1 && statement.sql.length === 1 && sql[0] === statement.sql[0]!.sql
  return isPlain ? wordsFor(statement.step, engine) : undefined
}

const changesOf = ({ head, statements, tail, leave }: Script, said: readonly (Words | undefined)[]): readonly Element[] => [
  ...head.map(sqlElement),
  ...statements.flatMap((part, n) => {
    const words = said[n]
    return words === undefined ? [...part.before, ...part.sql, ...part.after].map(sqlElement) : [words.change]
  }),
  ...tail.map(sqlElement),
  ...leave.map(sqlElement),
]

/** Each text on its own; outside Liquibase's transaction a block that must be one has its own. */
const sqlElements = ({ transactional }: Block, script: Script, runInTransaction: boolean): readonly Element[] =>
  (transactional && !runInTransaction ? inTransaction(statementsOf(script)) : sqlOf(script)).map(sqlElement)

/**
 * Not one text: the driver does not find the end of a function's body that is SQL (`BEGIN ATOMIC`) within it. And not
 * `BEGIN` alone, behind which Liquibase looks for an `END` where it splits formatted SQL.
 */
export const inTransaction = (statements: readonly string[]): readonly string[] => ['BEGIN TRANSACTION', ...statements, 'COMMIT']

/** The ledger keeps 255 characters of a comment. */
const cut = (text: string): string => (text.length <= 250 ? text : `${text.slice(0, 249)}…`)

/** 0 while it has still to run; no condition where it may simply be repeated. */
const sqlCheck = (ofOne: readonly (string | undefined)[]): Element | undefined => {
  const known = ofOne.filter(condition => condition !== undefined)
  if (known.length === 0 || known.length < ofOne.length) return undefined
  const condition = known.length === 1 ? known[0]! : [...new Set(known)].map(one => `(${one})`).join(' AND ')
  return { ...element('sqlCheck', { expectedResult: 0 }), text: protectQuestionMarks(`SELECT CASE WHEN ${condition} THEN 1 ELSE 0 END`) }
}
