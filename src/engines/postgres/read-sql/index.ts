import type { Node } from 'libpg-query'
import type { Schema } from '../../../model/schema.ts'
import type { ReadStatement } from '../../../steps/engine.ts'
import type { Step } from '../../../steps/step.ts'
import { loadedParser } from '../expressions.ts'
import { NoStep } from './no-step.ts'
import { known, opaque } from './opaque.ts'
import { piecesOf, type Piece } from './scan.ts'
import { after, configSetting, initialSession, settingOf, transactionOf, type Session } from './session.ts'
import { sourceOf, type Source } from './source.ts'
import { blockOf, stepsOf } from './statement.ts'
import { asKind } from './nodes.ts'
import { fillVariables } from './psql.ts'

/** The newest major is read for where none is said. */
const newest = 18

const errorOf = (reason: unknown): string => {
  const message = reason instanceof Error ? reason.message : String(reason)
  return message === '' ? 'cannot be parsed' : message
}

interface Parsed {
  readonly statements: readonly { readonly node: Node; readonly text: string; readonly start: number; readonly end: number }[]
  readonly problem?: string
}

/** The statements of a piece: one, unless the parser sees more in it. */
const parse = (text: string): Parsed => {
  if (text.includes('\0')) return { statements: [], problem: 'invalid byte sequence for encoding "UTF8": 0x00' }
  const { stmts = [] } = loadedParser().parseSync(text)
  if (stmts.length === 1 && stmts[0]?.stmt !== undefined) return { statements: [{ node: stmts[0].stmt, text, start: 0, end: text.length }] }
  const { indexAt, tokens } = sourceOf(text)
  return {
    statements: stmts.flatMap(({ stmt, stmt_location = 0, stmt_len = 0 }) => {
      if (stmt === undefined) return []
      const first = tokens()[indexAt(stmt_location)]?.start ?? 0
      const last = stmt_len === 0 ? text.length : (tokens()[indexAt(stmt_location + stmt_len)]?.start ?? text.length)
      return [{ node: stmt, text: text.slice(first, last), start: first, end: last }]
    }),
  }
}

/** The piece with psql's variables filled in where it cannot be read otherwise. */
const parseLeniently = (text: string): Parsed => {
  try {
    return parse(text)
  } catch (reason) {
    const filled = fillVariables(text)
    if (filled !== text) {
      try {
        return parse(filled)
      } catch {
        return { statements: [], problem: errorOf(reason) }
      }
    }
    return { statements: [], problem: errorOf(reason) }
  }
}

const readStatement = (
  node: Node,
  source: Source,
  place: { readonly start: number; readonly end: number },
  session: Session,
  major: number,
): ReadStatement => {
  const transaction = asKind(node, 'TransactionStmt')
  if (transaction !== undefined) {
    const what = transactionOf(transaction)
    return { ...place, steps: () => [], ...(what === undefined ? {} : { transaction: what }) }
  }
  const variable = asKind(node, 'VariableSetStmt')
  const setting = variable === undefined ? configSetting(node) : settingOf(variable)
  if (variable !== undefined) return { ...place, steps: () => [], ...(setting === undefined ? {} : { setting }) }
  const { text } = source
  const block = blockOf(node)
  if (block !== undefined) {
    const run = once(schema => block({ source, schema, ...session, major }))
    return { ...place, steps: schema => run(schema).steps, block: run }
  }
  const steps = (schema: Schema): readonly Step[] => {
    try {
      return stepsOf({ source, schema, ...session, major }, node)
    } catch (reason) {
      if (!(reason instanceof NoStep)) throw reason
      return [reason.isKnown ? known(text, reason.reason, { verb: 'other' }) : opaque(text, reason.reason, reason.touches)]
    }
  }
  return { ...place, steps, ...(setting === undefined ? {} : { setting }) }
}

/** Asked for the same schema several times in a row, it is worked out once. */
const once = <T>(work: (schema: Schema) => T): ((schema: Schema) => T) => {
  let last: { readonly schema: Schema; readonly value: T } | undefined
  return schema => (last?.schema === schema ? last : (last = { schema, value: work(schema) })).value
}

/** A command of psql: most only talk to it. */
const readCommand = (text: string, { start, end }: Piece): ReadStatement => {
  const line = text.slice(start, end)
  if (/^\\copy\b/.test(line)) return { start, end, steps: () => [known(line, 'copies rows by psql', { verb: 'copy', long: true })] }
  if (/^\\(i|ir|include|include_relative|gexec|!)\b/.test(line))
    return { start, end, steps: () => [opaque(line, 'is a command of psql that may do anything')] }
  return { start, end, steps: () => [] }
}

/** Where a statement that cannot be read would end if a quote in it were not open: at a semicolon that ends a line. */
const lineOf = (sql: string): number => sql.search(/;[^\S\n]*(?:--[^\n]*)?\n/)

/** So often is a text taken up again behind an open quote; each time it is looked through to its end. */
const patience = 20

/**
 * Reads SQL text into steps. Await `loadExpressions` first.
 *
 * @param major version of the server it is read for
 */
export const readSql = (text: string, major = newest): readonly ReadStatement[] => {
  const read: ReadStatement[] = []
  let session = initialSession
  let left = patience
  let { pieces, isOpen } = piecesOf(text)
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at]!
    if (piece.kind === 'psql') {
      read.push(readCommand(text, piece))
      continue
    }
    const sql = text.slice(piece.start, piece.end)
    const { statements, problem } = parseLeniently(sql)
    if (problem !== undefined) {
      const line = isOpen && left > 0 ? lineOf(sql) : -1
      const end = line < 0 ? piece.end : piece.start + line
      const bad = text.slice(piece.start, end)
      read.push({ start: piece.start, end, problem, steps: () => [opaque(bad, `cannot be read: ${problem}`)] })
      if (line >= 0) {
        left -= 1
        at = -1
        ;({ pieces, isOpen } = piecesOf(text, end + 1))
      }
      continue
    }
    for (const { node, text: own, start, end } of statements) {
      const source = sourceOf(sql.slice(start, end), own)
      read.push(readStatement(node, source, { start: piece.start + start, end: piece.start + end }, session, major))
      session = after(session, node)
    }
  }
  return read
}
