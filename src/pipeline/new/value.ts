import type { ColumnType } from '../../model/column-type.ts'
import { call, data, list, object, sqlCode, type Code } from '../../dsl/write/code.ts'

/** A piece of a change file: its text, and what running that text gives. Without a value it is not tried out. */
export interface Value {
  readonly code: Code
  readonly value?: unknown
  /** An object a field a line, for a call that does not fit on one. */
  readonly broken?: Code
}

/** A type as the user spelled it: the call that gives it, and the type. */
export interface TypeValue extends Value {
  readonly type: ColumnType
}

export const plain = (value: unknown): Value => ({ code: data(value), value })

/** SQL of the user's: what stands in the file is what was typed. */
export const sqlValue = (text: string): Value => ({ code: sqlCode(text), value: { sql: text } })

/** What is only text to be edited. */
export const codeOnly = (code: Code): Value => ({ code })

const isTried = (values: readonly Value[]): boolean => values.every(each => 'value' in each)

/** An object of what was said; nothing where nothing was. */
export function fieldsOf(fields: Readonly<Record<string, Value | undefined>>): Value | undefined {
  const said = Object.entries(fields).filter((entry): entry is [string, Value] => entry[1] !== undefined)
  if (said.length === 0) return undefined
  const code = object(Object.fromEntries(said.map(([name, each]) => [name, each.code])))
  const broken = code.startsWith('{ ')
    ? `{\n${said.map(([name, each]) => `${object({ [name]: each.code }).slice(2, -2)},\n`).join('')}}`
    : code
  return isTried(said.map(([, each]) => each))
    ? { code, broken, value: Object.fromEntries(said.map(([name, each]) => [name, each.value])) }
    : { code, broken }
}

export const listOf = (values: readonly Value[]): Value => {
  const code = list(values.map(each => each.code))
  return isTried(values) ? { code, value: values.map(each => each.value) } : { code }
}

type Method = (...given: unknown[]) => unknown

/** A method called on what is there: `varchar(8)` → `varchar(8).notNull()`. */
export const chained = (start: Value, method: string, ...given: readonly (Value | undefined)[]): Value => {
  const said = given.filter(each => each !== undefined)
  const code = call(`${start.code}.${method}`, ...said.map(each => each.code))
  if (!isTried([start, ...said])) return { code }
  const on = start.value as Readonly<Record<string, Method>>
  return { code, value: on[method]?.call(on, ...said.map(each => each.value)) }
}

/** A function of the DSL, called. */
export const called = (name: string, run: Method, ...given: readonly (Value | undefined)[]): Value => {
  const said = given.filter(each => each !== undefined)
  const code = call(name, ...said.map(each => each.code))
  return isTried(said) ? { code, value: run(...said.map(each => each.value)) } : { code }
}
