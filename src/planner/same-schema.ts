import type { Constraint, Expression, Schema, Table, View } from '../model/schema.ts'
import { canonicalJson } from '../model/canonical-json.ts'

/** `'new'` and `'new'::status` say the same default of a status column; the catalog writes the long form. */
const bareDefault = (part: object): object =>
  'default' in part && part.default !== undefined
    ? { ...part, default: { sql: (part.default as Expression).sql.replace(/^('(?:[^']|'')*')::[^']*$/, '$1') } }
    : part

const printed = new WeakMap<object, string>()

/** Values are immutable, and most stay the same from state to state: each is printed once. */
const printOnce = <T extends object>(value: T, print: (value: T) => string): string => {
  const text = printed.get(value) ?? print(value)
  printed.set(value, text)
  return text
}

const printParts = (parts: readonly object[] = []): string =>
  parts
    .map(part => printOnce(part, each => canonicalJson(bareDefault(each))))
    .sort()
    .join()

/** PostgreSQL 18 names every NOT NULL, and a copied column's has another name than a renamed column's: that it is proven counts. */
const isNameAlone = (constraint: Constraint): boolean =>
  constraint.kind === 'not-null' && constraint.validated && constraint.noInherit !== true

/** Order of columns and of constraints, and names of NOT NULL, are no part of what a plan promises; everything else is. */
const printTable = (table: Table): string => {
  const { columns, constraints, indexes, triggers, policies, extendedStatistics, publications, statistics: _, ...rest } = table
  return (
    [columns, constraints.filter(each => !isNameAlone(each)), indexes, triggers, policies, extendedStatistics, publications]
      .map(printParts)
      .join('\n') + canonicalJson(rest)
  )
}

const families = ['tables', 'views', 'enums', 'domains', 'sequences', 'routines', 'extensions'] as const

const printObject = (family: (typeof families)[number], object: object | undefined): string | undefined =>
  object &&
  printOnce(object, each =>
    family === 'tables' ? printTable(each as Table) : canonicalJson(family === 'views' ? withSortedReads(each as View) : each),
  )

/** Steps that carry a view along sort the columns it reads; in a schema file they stand as its author put them. */
const withSortedReads = (view: View): View => ({
  ...view,
  reads: Object.fromEntries(Object.entries(view.reads).map(([table, columns]) => [table, columns.toSorted()])),
})

/** Where two printed objects part, with a little of what stands there. */
const firstDifference = (a = '', b = ''): string => {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  const around = (text: string): string => text.slice(Math.max(0, at - 60), at + 60)
  return `…${around(a)}… against …${around(b)}…`
}

interface Differing {
  /** `table users`. */
  readonly object: string
  readonly left: string | undefined
  readonly right: string | undefined
}

const compare = (a: Schema, b: Schema): readonly Differing[] =>
  families.flatMap(family =>
    [...new Set([...a[family].keys(), ...b[family].keys()])].flatMap(key => {
      const [was, is] = [a[family].get(key), b[family].get(key)]
      if (was === is) return []
      const [left, right] = [printObject(family, was), printObject(family, is)]
      return left === right ? [] : [{ object: `${family.slice(0, -1)} ${key}`, left, right }]
    }),
  )

/** What differs and how, for whoever has to mend a recipe. */
export const explainDifference = (a: Schema, b: Schema): string =>
  compare(a, b)
    .map(({ object, left, right }) => `${object}: ${firstDifference(left, right)}`)
    .join('\n')

/** Objects in which two schemas differ, named; empty when they are the same. */
export const differingObjects = (a: Schema, b: Schema): readonly string[] =>
  compare(a, b)
    .map(({ object }) => object)
    .sort()
