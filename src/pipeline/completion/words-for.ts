import { typeKinds } from '../../model/column-type.ts'
import type { Naming } from '../new/form.ts'
import type { SchemaNames, TableNames } from './schema-names.ts'

const privileges = ['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']

/** `a,b` → `a,` before each: lists are completed at their end. */
const asList = (typed: string, words: readonly string[]): readonly string[] => {
  const head = typed.slice(0, typed.lastIndexOf(',') + 1)
  const taken = head.split(',')
  return words.filter(word => !taken.includes(word)).map(word => head + word)
}

/** Tables with a dot after them, or the columns of the one that stands there already. */
function columnWords({ tables }: SchemaNames, typed: string, isNew: boolean): readonly string[] {
  const table = typed.slice(0, typed.lastIndexOf('.'))
  if (Object.hasOwn(tables, table)) return isNew ? [] : (tables[table]?.columns ?? []).map(column => `${table}.${column}`)
  const near = Object.keys(tables).filter(key => key.startsWith(typed))
  const [only] = near
  if (near.length === 1 && only !== undefined && !isNew) return (tables[only]?.columns ?? []).map(column => `${only}.${column}`)
  return near.map(key => `${key}.`)
}

const schemasOf = ({ tables }: SchemaNames): readonly string[] => [
  ...new Set(['public', ...Object.keys(tables).flatMap(key => (key.includes('.') ? [key.slice(0, key.indexOf('.'))] : []))]),
]

export interface Place {
  /** What the word names. */
  readonly is: Naming
  /** The word as far as it is typed. */
  readonly typed: string
  /** The words of the kind before it. */
  readonly before: readonly string[]
  /** It names a column that is not there yet. */
  readonly isNew?: boolean
}

/** What a word may be, by the names of the schema; not yet narrowed to what is typed. */
export function wordsFor({ is, typed, before, isNew = false }: Place, names: SchemaNames): readonly string[] {
  const [first = ''] = before
  const own: TableNames | undefined = names.tables[first]
  switch (is) {
    case 'table':
      return Object.keys(names.tables)
    case 'column':
      return columnWords(names, typed, isNew)
    case 'references':
      return [...columnWords(names, typed, false)]
    case 'columns':
    case 'index-parts':
      return asList(typed, own?.columns ?? [])
    case 'index':
    case 'constraint':
    case 'trigger':
    case 'policy':
      return own?.[is] ?? []
    case 'type':
      return [
        ...typeKinds.filter(kind => !['enum', 'domain', 'other'].includes(kind)),
        ...Object.keys(names.enums),
        ...Object.keys(names.domains),
      ]
    case 'enum':
      return Object.keys(names.enums)
    case 'label':
      return names.enums[first] ?? []
    case 'domain':
      return Object.keys(names.domains)
    case 'domain-check':
      return names.domains[first] ?? []
    case 'user-type':
      return [...Object.keys(names.enums), ...Object.keys(names.domains)]
    case 'view':
      return names.views
    case 'routine':
      return names.routines
    case 'sequence':
      return names.sequences
    case 'extension':
      return names.extensions
    case 'schema-name':
      return schemasOf(names)
    case 'privileges':
      return asList(typed, privileges)
    case 'new-name':
    case 'sql':
    case 'text':
    case 'columns-of-new-table':
      return []
  }
}
