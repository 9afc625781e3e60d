import { forwardOf } from '../../plan/origin.ts'
import type { Block } from '../../plan/plan.ts'
import { isFileTransactional, scriptOf, sqlOf } from '../script.ts'
import { keepBlankLines, raiseIrreversible, statementsOf } from '../sql-text.ts'
import { inTransaction, type Item } from './change-set.ts'
import { needsDollar, protectDollars } from './element.ts'
import { protectQuestionMarks } from './question-marks.ts'

/** Lines that the parser of formatted SQL takes for its own, within quoted texts too (AbstractFormattedChangeLogParser). */
const marker =
  /^\s*-{1,2}\s*(?:changeset|rollback|comments?|property|preconditions?|validCheckSum|ignoreLines|ignore|include(?:All)?)\b|^\s*\/\*\s*liquibase\b/im

/** How the statements of one direction are to be cut apart. */
interface Cut {
  readonly text: string
  /** A line with nothing but a slash ends a statement; otherwise the text is sent whole. */
  readonly isSplit: boolean
}

export interface FormattedView {
  readonly author: string
  readonly id: string
  readonly filters: string
  readonly options: string
  readonly comment: string
  readonly usesDollar: boolean
  readonly text: string
  readonly rollback: readonly string[]
}

/** A unit as formatted SQL; nothing where one of its lines would be misread. */
export const formattedView = (item: Item, filters: Readonly<Record<string, string>>): FormattedView | undefined => {
  const { unit, engine, author } = item
  const inOne = isFileTransactional(unit)
  const forward = forwardOf(unit)
  const up: Cut = forward.length === 0 ? { text: 'SELECT 1', isSplit: false } : cutOf(forward, item, inOne)
  const { grade, blocks } = unit.down
  const down: Cut =
    grade === 'irreversible'
      ? { text: raiseIrreversible(unit, engine), isSplit: false }
      : blocks.length === 0
        ? { text: 'empty', isSplit: false }
        : cutOf(blocks, item, inOne)
  const isMisread = [up, down].some(
    ({ text, isSplit }) => marker.test(text) || /\r/.test(text) || (isSplit && /(?:^|\n)\/\s*\n\/(?:\n|$)/.test(text)),
  )
  if (isMisread || (blocks.length > 0 && /changesetid/i.test(down.text))) return undefined
  return {
    author: wordOf(author),
    id: unit.slug,
    filters: Object.entries(filters)
      .map(([key, value]) => (plainly.has(key) ? ` ${key}:${value}` : ` ${key}:"${value}"`))
      .join(''),
    // The rollback's come first: Liquibase takes the last `…splitStatements:` of the line for the statement's own.
    options: [
      ...(inOne ? [] : ['runInTransaction:false']),
      'stripComments:false',
      ...(down.isSplit ? ['rollbackSplitStatements:true', 'rollbackEndDelimiter:/'] : ['rollbackSplitStatements:false']),
      ...(up.isSplit ? ['splitStatements:true', 'endDelimiter:/'] : ['splitStatements:false']),
    ].join(' '),
    comment: unit.slug.replaceAll('_', ' '),
    usesDollar: [up.text, down.text].some(needsDollar),
    text: keepBlankLines(protectDollars(protectQuestionMarks(up.text))),
    rollback: protectDollars(protectQuestionMarks(down.text)).split('\n').map(keepBlankLines),
  }
}

/** Liquibase's transaction takes a text of several statements whole; outside it each is sent by itself. */
const cutOf = (blocks: readonly Block[], item: Item, isWhole: boolean): Cut => {
  const scripts = blocks.map(block => scriptOf(block, { ...item, reruns: true, isLeftToRunner: true }))
  if (isWhole) return { text: scripts.flatMap(script => statementsOf(script, harmless)).join('\n\n'), isSplit: false }
  const texts = scripts.flatMap(script => (script.transactional ? inTransaction(statementsOf(script, harmless)) : sqlOf(script)))
  return texts.length === 1 ? { text: texts[0]!, isSplit: false } : { text: texts.map(text => `${text}\n/`).join('\n'), isSplit: true }
}

/** Attributes whose quotes would be part of the value. */
const plainly: ReadonlySet<string> = new Set(['logicalFilePath', 'runOnChange'])

const wordOf = (text: string): string => (/[\s:]/.test(text) ? `"${text.replaceAll('"', '')}"` : text)

/** A comment line that the parser leaves alone. */
export const harmless = (line: string): string => (marker.test(`-- ${line}`) ? `Lockstep: ${line}` : line)
