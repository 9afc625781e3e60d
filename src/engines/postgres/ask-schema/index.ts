import type { Node, SelectStmt } from 'libpg-query'
import type { Answer } from '../../../steps/engine.ts'
import { loadedParser } from '../expressions.ts'
import { asKind, textsOf } from '../read-sql/nodes.ts'
import { assume, type FewRows } from './assume.ts'
import { evaluate, rowsOf } from './evaluate.ts'
import { isRef, unknown, type Value, type World } from './value.ts'

export type { FewRows } from './assume.ts'
export type { Values, World } from './value.ts'

const parsed = (sql: string): SelectStmt | undefined => {
  try {
    const { stmts = [] } = loadedParser().parseSync(sql)
    return stmts.length === 1 ? asKind(stmts[0]?.stmt, 'SelectStmt') : undefined
  } catch (reason) {
    if ((reason as { sqlDetails?: unknown }).sqlDetails === undefined) throw reason
    return undefined
  }
}

const isCertain = ({ schema }: World): boolean => !schema.tainted.includes('*')

/** What the catalog of this schema answers to a condition; undefined where that is not certain. */
export const answerOf = (world: World, condition: string): boolean | undefined => {
  if (!isCertain(world)) return undefined
  const value = valueOf(world, condition)
  return typeof value === 'boolean' ? value : value === null ? false : undefined
}

/** What an expression comes to; undefined where that is not certain. */
export const valueOf = (world: World, expression: string): Exclude<Value, typeof unknown> | undefined => {
  const value = isCertain(world)
    ? evaluate(world, asKind(parsed(`SELECT ${expression}`)?.targetList?.[0], 'ResTarget')?.val, world.values)
    : unknown
  return value === unknown ? undefined : value
}

/** What is known of the rows of tables once the condition has turned out to be true, or not to be. */
export const assumed = (world: World, condition: string, isTrue: boolean): FewRows =>
  assume(world, asKind(parsed(`SELECT ${condition}`)?.targetList?.[0], 'ResTarget')?.val, isTrue)

/** The rows of a query on the catalog; undefined where they are not certain. */
export const askSchema = (world: World, query: string): readonly Answer[] | undefined => {
  const select = isCertain(world) ? parsed(query) : undefined
  const rows = select === undefined ? undefined : rowsOf(world, select)
  return rows?.map(row =>
    Object.fromEntries(row.map((field, at) => [nameOf(select!.targetList?.[at], at), isRef(field) ? field.text : field])),
  )
}

/** What a column of an answer is called. */
const nameOf = (target: Node | undefined, at: number): string => {
  const { name, val } = asKind(target, 'ResTarget') ?? {}
  return (
    name ??
    textsOf(asKind(val, 'ColumnRef')?.fields).at(-1) ??
    textsOf(asKind(val, 'FuncCall')?.funcname).at(-1) ??
    `?column?${at === 0 ? '' : at}`
  )
}
