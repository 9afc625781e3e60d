import { matchesContext, matchesDbms, matchesLabels, type Filters } from './filters.ts'
import { flagOf, partsNamed, textOf, type Part } from './part.ts'

/** An edit of the statements that the changes of a change set become. */
export type Edit = (sql: string) => string

const edits: Readonly<Record<string, (part: Part) => Edit>> = {
  append: part => {
    const value = textOf(part, 'value') ?? ''
    return sql => sql + value
  },
  appendSqlIfNotPresent: part => {
    const value = textOf(part, 'value') ?? ''
    return sql => (sql.toLowerCase().endsWith(value.toLowerCase()) ? sql : `${sql} ${value}`)
  },
  prepend: part => {
    const value = textOf(part, 'value') ?? ''
    return sql => value + sql
  },
  replace: part => {
    const [from, to] = [textOf(part, 'replace') ?? '', textOf(part, 'with') ?? '']
    return sql => (from === '' ? sql : sql.replaceAll(from, () => to))
  },
  regExpReplace: part => {
    const [from, to] = [textOf(part, 'replace') ?? '', textOf(part, 'with') ?? '']
    const pattern = patternOf(from)
    return sql => (pattern === undefined ? sql : sql.replace(pattern, to.replace(/\$0/g, '$$&')))
  },
}

/** A pattern in Java's spelling, which is mostly that of here too. */
const patternOf = (text: string): RegExp | undefined => {
  const [, flags, body] = /^(?:\(\?([im]+)\))?([\s\S]*)$/.exec(text)!
  try {
    return new RegExp(body!, `g${flags ?? ''}`)
  } catch (problem) {
    if (problem instanceof SyntaxError) return undefined // Java's own spelling: it is told of, and the statement stays
    throw problem
  }
}

/** What applies here, in order. @param isRollback only those that say they do so on the way back */
export const editsOf = (changeSet: Part, filters: Filters, isRollback: boolean): readonly Part[] =>
  partsNamed(changeSet, 'modifySql')
    .filter(
      part =>
        matchesDbms(textOf(part, 'dbms'), filters) &&
        matchesContext(textOf(part, 'contextFilter') ?? textOf(part, 'context'), filters) &&
        matchesLabels(textOf(part, 'labels'), filters) &&
        (!isRollback || flagOf(part, 'applyToRollback') === true),
    )
    .flatMap(({ parts }) => parts.filter(({ name }) => edits[name] !== undefined))

export const applyEdits = (sql: string, parts: readonly Part[]): string => parts.reduce((done, part) => edits[part.name]!(part)(done), sql)

/** Edits that cannot be read. */
export const unreadableEdits = (parts: readonly Part[]): readonly string[] =>
  parts.flatMap(part => {
    const from = textOf(part, 'replace') ?? ''
    return part.name === 'regExpReplace' && patternOf(from) === undefined ? [from] : []
  })
