import { stringify } from 'yaml'
import { protectDollars, type ChangeSet, type Element } from './element.ts'

/** A changelog as the data that its YAML and JSON forms hold. */
export const changeLogData = (
  changeSets: readonly ChangeSet[],
  filters: Readonly<Record<string, string>>,
  property: readonly [string, string] | undefined,
): object => ({
  databaseChangeLog: [
    ...(property === undefined ? [] : [{ property: { name: property[0], value: property[1], global: false } }]),
    ...changeSets.map(({ id, author, comment, runInTransaction, todo, changes, rollback }) => ({
      changeSet: {
        id,
        author,
        ...(runInTransaction ? {} : { runInTransaction }),
        ...filters,
        ...(todo.length === 0
          ? {}
          : { preConditions: [{ onFail: 'MARK_RAN' }, ...(todo.length === 1 ? todo : [{ name: 'or', children: todo }]).map(dataOf)] }),
        comment: protectDollars(comment),
        changes: changes.map(dataOf),
        rollback: rollback.map(dataOf),
      },
    })),
  ],
})

const logical = new Set(['and', 'or', 'not'])

const dataOf = ({ name, attributes = {}, children = [], text }: Element): object => {
  if (logical.has(name)) return { [name]: children.map(dataOf) }
  const own = Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, typeof value === 'string' ? protectDollars(value) : value]),
  )
  const columns = children.filter(child => child.name === 'column')
  const constraints = children.find(child => child.name === 'constraints')
  return {
    [name]: {
      ...own,
      ...(text === undefined ? {} : { sql: protectDollars(text) }),
      ...(constraints === undefined ? {} : { constraints: constraints.attributes ?? {} }),
      ...(columns.length === 0 ? {} : { columns: columns.map(dataOf) }),
    },
  }
}

/** Line ends to SnakeYAML, which Liquibase reads JSON with too, and to nobody else. */
const breaks = /[\u007f-\u009f\u2028\u2029\ufeff]/g
const escapeBreaks = (text: string): string => text.replace(breaks, char => `\\u${char.codePointAt(0)!.toString(16).padStart(4, '0')}`)

export const toJson = (data: object): string => `${escapeBreaks(JSON.stringify(data, undefined, 2))}\n`

/** YAML 1.1, in which `yes`, `0755` and `12:30:45` are no texts unless quoted. */
export const toYaml = (data: object): string => {
  const isOdd = (text: string): boolean => text.search(breaks) >= 0
  const json = JSON.stringify(data)
  let word = 'lockstep-text'
  while (json.includes(word)) word += '-'
  // A text with such a character must be quoted, and so goes through a word that stands nowhere else.
  const odd: string[] = []
  const marked = JSON.parse(json, (_key, value: unknown) =>
    typeof value === 'string' && isOdd(value) ? `${word}${odd.push(value)}.` : value,
  ) as object
  const text = stringify(marked, { version: '1.1', lineWidth: 0, indent: 2 })
  return odd.reduce((done, value, n) => done.replace(`${word}${n + 1}.`, () => escapeBreaks(JSON.stringify(value))), text)
}
