import type { Schema, Table } from '../../../model/schema.ts'
import { matchesDbms, type Filters } from './filters.ts'
import { textOf, type Part } from './part.ts'

/** `undefined`: it cannot be known from the history. */
export type Truth = boolean | undefined

/** What conditions are asked against. */
export interface Facts {
  readonly schema: Schema
  readonly filters: Filters
  readonly inCatalog: (name: string) => string
  /** Has a change set with this id and author run before? */
  readonly hasRun: (id: string, author: string) => Truth
  readonly isDefined: (property: string) => boolean
}

/** Not there, as far as is known: after code that may have made anything, or before anything is known at all, nobody can tell. */
const absent = ({ tables, tainted }: Schema, ...keys: readonly string[]): Truth =>
  tainted.includes('*') || keys.some(key => tainted.includes(key)) || tables.keys().length === 0 ? undefined : false

const keyOf = (condition: Part, facts: Facts, name: string, schema = 'schemaName'): string => {
  const within = textOf(condition, schema)
  const own = facts.inCatalog(textOf(condition, name) ?? '')
  return within === undefined ? own : `${facts.inCatalog(within)}.${own}`
}

/** Is there something like that in the table? Unknown where the table itself is supposed only. */
const inTable = (condition: Part, facts: Facts, table: string, has: (table: Table) => boolean, schema = 'schemaName'): Truth => {
  const key = keyOf(condition, facts, table, schema)
  const found = facts.schema.tables.get(key)
  if (found !== undefined && has(found)) return true
  return absent(facts.schema, key)
}

/** In any table, where the condition names none. */
const anywhere = (condition: Part, facts: Facts, table: string, has: (table: Table) => boolean, schema = 'schemaName'): Truth => {
  if (textOf(condition, table) !== undefined) return inTable(condition, facts, table, has, schema)
  return facts.schema.tables.values().some(has) || (facts.schema.tainted.length > 0 ? undefined : false)
}

const columnsOf = (condition: Part, facts: Facts, name: string): readonly string[] =>
  (textOf(condition, name) ?? '').split(',').map(column => facts.inCatalog(column.trim()))

type Asked = (condition: Part, facts: Facts) => Truth

const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth)
const all = (truths: readonly Truth[]): Truth => (truths.includes(false) ? false : truths.includes(undefined) ? undefined : true)
const some = (truths: readonly Truth[]): Truth => (truths.includes(true) ? true : truths.includes(undefined) ? undefined : false)

const isIndex = (table: Table, name: string): boolean =>
  table.indexes.some(index => index.name === name) ||
  table.constraints.some(each => ['primary-key', 'unique', 'exclusion'].includes(each.kind) && each.name === name)

const asked: Readonly<Record<string, Asked>> = {
  and: (condition, facts) => all(conditionsIn(condition).map(each => evaluateCondition(each, facts))),
  or: (condition, facts) => some(conditionsIn(condition).map(each => evaluateCondition(each, facts))),
  not: (condition, facts) => not(all(conditionsIn(condition).map(each => evaluateCondition(each, facts)))),
  dbms: (condition, { filters }) => matchesDbms(textOf(condition, 'type'), filters),
  tableExists: (condition, facts) => inTable(condition, facts, 'tableName', () => true),
  viewExists: (condition, facts) => {
    const key = keyOf(condition, facts, 'viewName')
    return facts.schema.views.has(key) ? true : absent(facts.schema, key)
  },
  sequenceExists: (condition, facts) => {
    const key = keyOf(condition, facts, 'sequenceName')
    return facts.schema.sequences.has(key) ? true : absent(facts.schema, key)
  },
  columnExists: (condition, facts) => {
    const column = facts.inCatalog(textOf(condition, 'columnName') ?? '')
    return inTable(condition, facts, 'tableName', table => table.columns.some(({ name }) => name === column))
  },
  indexExists: (condition, facts) => {
    const name = textOf(condition, 'indexName')
    if (name !== undefined) return anywhere(condition, facts, 'tableName', table => isIndex(table, facts.inCatalog(name)))
    const columns = columnsOf(condition, facts, 'columnNames').join()
    return inTable(
      condition,
      facts,
      'tableName',
      table =>
        table.indexes.some(({ parts }) => parts.map(({ column }) => column).join() === columns) ||
        table.constraints.some(each => (each.kind === 'primary-key' || each.kind === 'unique') && each.columns.join() === columns),
    )
  },
  primaryKeyExists: (condition, facts) => {
    const name = textOf(condition, 'primaryKeyName')
    return anywhere(condition, facts, 'tableName', table =>
      table.constraints.some(each => each.kind === 'primary-key' && (name === undefined || each.name === facts.inCatalog(name))),
    )
  },
  uniqueConstraintExists: (condition, facts) => {
    const name = textOf(condition, 'constraintName')
    const columns = columnsOf(condition, facts, 'columnNames').join()
    return anywhere(condition, facts, 'tableName', table =>
      table.constraints.some(
        each => each.kind === 'unique' && (name === undefined ? each.columns.join() === columns : each.name === facts.inCatalog(name)),
      ),
    )
  },
  foreignKeyConstraintExists: (condition, facts) => {
    const name = textOf(condition, 'foreignKeyName')
    return anywhere(
      condition,
      facts,
      'foreignKeyTableName',
      table => table.constraints.some(each => each.kind === 'foreign-key' && (name === undefined || each.name === facts.inCatalog(name))),
      textOf(condition, 'foreignKeyTableSchemaName') === undefined ? 'schemaName' : 'foreignKeyTableSchemaName',
    )
  },
  changeSetExecuted: (condition, { hasRun }) => hasRun(textOf(condition, 'id') ?? '', textOf(condition, 'author') ?? ''),
  changeLogPropertyDefined: (condition, { isDefined }) => isDefined(textOf(condition, 'property') ?? ''),
}

/** Options of `preConditions`, which are no conditions. */
const options: ReadonlySet<string> = new Set(['onFail', 'onError', 'onUpdateSQL', 'onSqlOutput', 'onFailMessage', 'onErrorMessage'])
export const conditionsIn = (part: Part): readonly Part[] => part.parts.filter(({ name }) => !options.has(name))

export const evaluateCondition = (condition: Part, facts: Facts): Truth => asked[condition.name]?.(condition, facts)

/** All of them, as `preConditions` takes them. */
export const evaluateAll = (preConditions: Part, facts: Facts): Truth =>
  all(conditionsIn(preConditions).map(condition => evaluateCondition(condition, facts)))
