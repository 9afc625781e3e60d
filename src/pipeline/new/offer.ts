import { listed, nearest } from '../../dsl/did-you-mean.ts'
import type { SchemaNames } from '../completion/schema-names.ts'
import { wordsFor, type Place } from '../completion/words-for.ts'

/** A word that somebody is asked for. */
export type Asked = Omit<Place, 'typed'>

/** What names a thing that has to be there; anything else is free text, or has a spelling of its own. */
const named: readonly Place['is'][] = [
  'table',
  'index',
  'constraint',
  'trigger',
  'policy',
  'enum',
  'label',
  'domain',
  'domain-check',
  'user-type',
  'view',
  'routine',
  'sequence',
  'extension',
]

/** `There are users, orders.`; nothing where it may be any word. */
export function offered(asked: Asked, names: SchemaNames): string | undefined {
  const { is } = asked
  const words =
    is === 'column' || is === 'references'
      ? Object.keys(names.tables)
      : named.includes(is) || is === 'columns' || is === 'index-parts'
        ? wordsFor({ ...asked, typed: '' }, names)
        : []
  return words.length === 0 ? undefined : `There are ${listed(words)}.`
}

/** What is wrong with an answer by the names of the schema, and what was probably meant; nothing where nothing is. */
export function slipInAnswer(asked: Asked, answer: string, names: SchemaNames): string | undefined {
  const { is, before } = asked
  if (is === 'column' || is === 'references') return slipInColumn(asked, answer, names)
  if (is === 'columns' || is === 'index-parts') {
    const own = names.tables[plainName(before[0] ?? '')]
    const strange = own && answer.split(',').find(part => /^\s*\w+\s*$/.test(part) && !own.columns.includes(part.trim()))
    return strange === undefined ? undefined : lacking(`${before[0]} has no column`, strange.trim(), own!.columns)
  }
  const known = named.includes(is) ? wordsFor({ ...asked, typed: answer }, names) : []
  return known.length === 0 || known.includes(plainName(answer))
    ? undefined
    : lacking(`There is no ${is.replaceAll('-', ' ')}`, answer, known)
}

function slipInColumn({ isNew = false }: Asked, answer: string, { tables }: SchemaNames): string | undefined {
  const known = Object.keys(tables)
  if (known.length === 0) return undefined
  const whole = tables[plainName(answer)]
  if (whole !== undefined)
    return `${answer} has ${listed(whole.columns)}. Write ${answer}.${isNew ? 'the_new_name' : (whole.columns[0] ?? 'column')}.`
  const dot = answer.lastIndexOf('.')
  const table = dot < 0 ? answer : answer.slice(0, dot)
  const own = tables[plainName(table)]
  if (own === undefined) return lacking('There is no table', table, known)
  const column = answer.slice(dot + 1)
  if (isNew) return own.columns.includes(column) ? `${table} has a column ${column} already.` : undefined
  return own.columns.includes(column) ? undefined : lacking(`${table} has no column`, column, own.columns)
}

const plainName = (word: string): string => word.replace(/^public\./, '')

const lacking = (what: string, written: string, known: readonly string[]): string => {
  const near = nearest(written, known)
  return `${what} ${written}. ${near === undefined ? `There are ${listed(known)}.` : `Did you mean ${near}?`}`
}
