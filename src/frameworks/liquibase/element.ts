import { protectQuestionMarks } from './question-marks.ts'

/** A change, condition or other part of a changelog, in the one vocabulary that XML, YAML and JSON share. */
export interface Element {
  readonly name: string
  readonly attributes?: Readonly<Record<string, Value>>
  readonly children?: readonly Element[]
  /** The SQL of `sql` and `sqlCheck`, the words of `comment`. */
  readonly text?: string
}

export type Value = string | number | boolean

export const element = (
  name: string,
  attributes: Readonly<Record<string, Value | undefined>> = {},
  children: readonly Element[] = [],
): Element => ({
  name,
  attributes: Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, Value] => entry[1] !== undefined)),
  children,
})

/** SQL to be sent as it is: not split at semicolons, comments kept. */
export const sqlElement = (text: string): Element => ({
  ...element('sql', { splitStatements: false, stripComments: false }),
  text: protectQuestionMarks(text),
})

/** One changeSet, before it is written in one of the layouts. */
export interface ChangeSet {
  readonly id: string
  readonly author: string
  readonly comment: string
  readonly runInTransaction: boolean
  /** Conditions under one of which the changeSet still has something to do; none: it always runs. */
  readonly todo: readonly Element[]
  readonly changes: readonly Element[]
  readonly rollback: readonly Element[]
}

/**
 * Liquibase replaces `${name}` everywhere in a changelog, by Java's system properties too, and has no escape that
 * every version knows. A property of the file's own stands for the dollar sign then.
 */
export const dollar = 'lockstep.dollar'
export const needsDollar = (text: string): boolean => text.includes('${')
export const protectDollars = (text: string): string => text.replaceAll('${', `\${${dollar}}{`)
