import { forwardOf, originOf } from '../../plan/origin.ts'
import type { Block } from '../../plan/plan.ts'
import type { LoneStatement } from '../../steps/engine.ts'
import { oneLine } from '../literal.ts'
import { scriptOf, type Script, type ScriptStatement } from '../script.ts'
import { keepBlankLines, raiseIrreversible, statementsOf, terminated } from '../sql-text.ts'
import type { Item } from './layout.ts'

/** What a runner that sends a whole file (or section) as one message may put into it. */
export interface Message {
  /** All statements in one transaction; otherwise there is one statement, and no transaction around it. */
  readonly transactional: boolean
  readonly statements: readonly string[]
}

export interface Runner {
  /** It records a file apart from the file's transaction. */
  readonly reruns: boolean
  /** What its user must know before a concurrent build. */
  readonly ofBuilds?: string
}

const runsLong = '-- Runs long: connect with options=-c statement_timeout=0 -c lock_timeout=0.'

/**
 * A block in messages, in order. The server runs a message of several statements as one transaction, so
 * outside transactions each statement is a message of its own. Settings would not outlive their message
 * for certain, so those of a job are left to the connection, and the file says so.
 */
const messagesOf = (block: Block, item: Item, runner: Runner): readonly Message[] => {
  const script = scriptOf(block, { ...item, reruns: runner.reruns, isLeftToRunner: true })
  if (block.transactional) return [{ transactional: true, statements: statementsOf(script) }]
  if (originOf(item.unit) !== undefined) return asWritten(script)
  const settings = new Set(script.settings)
  const note = block.class === 'job' ? `${runsLong}\n` : ''
  return [
    ...statementsOf({ head: script.head.filter(text => !settings.has(text)), statements: [], tail: [] }),
    ...script.statements.flatMap(part => loneTexts(part, item, runner) ?? statementsOf({ head: [], statements: [part], tail: [] })),
  ].map(statement => ({ transactional: false, statements: [`${note}${statement}`] }))
}

/** Each statement by itself would be a file by itself: only those that cannot be in a transaction are, what is between them shares one. */
const asWritten = ({ statements }: Script): readonly Message[] => {
  const messages: Message[] = []
  let isClosed = false
  for (const part of statements) {
    const { transactional } = part.statement.effects
    const texts = statementsOf({ head: [], statements: [part], tail: [] })
    const last = messages.at(-1)
    if (transactional && last?.transactional === true && !isClosed)
      messages[messages.length - 1] = { transactional, statements: [...last.statements, ...texts] }
    else messages.push({ transactional, statements: texts })
    // A new label may be used only after the transaction that adds it.
    isClosed = part.statement.sql.some(({ sql }) => /^\s*ALTER\s+TYPE\s[^;]*\sADD\s+VALUE\s/i.test(sql))
  }
  return messages
}

/** Each recorded by itself: what heals and what checks would not run again with the statement, so that people do it. */
const loneTexts = ({ statement }: ScriptStatement, { engine }: Item, { ofBuilds }: Runner): readonly string[] | undefined =>
  engine
    .lone?.(statement.step)
    ?.map(({ sql, afterCut }, n) =>
      [
        ...(n > 0 || statement.why === undefined ? [] : [`-- ${oneLine(statement.why)}`]),
        ...(afterCut === undefined ? [] : [`-- Cut off? ${adviceOf(afterCut)}`]),
        ...(n > 0 || ofBuilds === undefined || statement.step.kind !== 'create-index' ? [] : [`-- ${ofBuilds}`]),
        terminated(sql),
      ].join('\n'),
    )

const adviceOf = ({ sql, finishesWhere }: NonNullable<LoneStatement['afterCut']>): string =>
  finishesWhere === undefined
    ? `Run: ${oneLine(sql)}; then this file again.`
    : `Where ${finishesWhere}, run: ${oneLine(sql)}; then record this file as applied.`

/** The way forward in messages. */
export const messagesForth = (item: Item, runner: Runner): readonly Message[] =>
  forwardOf(item.unit).flatMap(block => messagesOf(block, item, runner))

/** The way back in messages; the only one raises where there is none. */
export const messagesBack = (item: Item, runner: Runner): readonly Message[] =>
  item.unit.down.grade === 'irreversible'
    ? [{ transactional: true, statements: [terminated(raiseIrreversible(item.unit, item.engine))] }]
    : item.unit.down.blocks.flatMap(block => messagesOf(block, item, runner))

/** A message as a template takes it; a file may have nothing to do in one direction. */
export const linesOf = (message: Message | undefined): readonly string[] =>
  (message?.statements ?? ['-- Nothing to do in this direction.']).map(keepBlankLines)

export interface FilePart {
  readonly name: string
  readonly version: string
  readonly up: Message | undefined
  readonly down: Message | undefined
}

/**
 * Messages over as many files as the longer way needs: forwards from the first file on, back from the last
 * file on, since a runner goes back in the opposite order.
 */
export const spread = (
  slug: string,
  versions: readonly string[],
  ups: readonly Message[],
  downs: readonly Message[],
): readonly FilePart[] =>
  versions.map((version, n) => ({
    name: versions.length === 1 ? `${version}_${slug}` : `${version}_${slug}_${n + 1}`,
    version,
    up: ups[n],
    down: downs[versions.length - 1 - n],
  }))
