import type { Check, Deferrable, Exclusion, ForeignKey, ReferentialAction, Unique } from '../../../../model/schema.ts'
import { pluralize, singularize } from '../inflect.ts'
import { checkName, exclusionName, foreignKeyName, nameFrom, uniqueName } from '../naming.ts'
import type { Session } from '../session.ts'
import { isText, listOf, textOf, type Hash, type Value } from '../value.ts'
import { splitList, unwrapped } from './new-index.ts'
import { textIn } from './new-column.ts'

const actions: Readonly<Record<string, ReferentialAction>> = {
  nullify: 'set null',
  cascade: 'cascade',
  restrict: 'restrict',
}

const action = (options: Hash, key: string): ReferentialAction | undefined => {
  const word = textIn(options, key)
  return word === undefined || !Object.hasOwn(actions, word) ? undefined : actions[word]
}

/** Until Rails 7.0 `deferrable: true` was said for what is now `:immediate`. */
const deferrable = (options: Hash): Deferrable | undefined => {
  const value = options.get('deferrable')
  if (value === undefined || value === null || value === false) return undefined
  return isText(value) && textOf(value) === 'deferred' ? 'initially-deferred' : 'deferrable'
}

const present = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T

/** The table as Rails hashes it into names: as it is written, with the prefix. */
export const foreignKey = (session: Session, from: string, toTable: Value, options: Hash): ForeignKey => {
  const to = session.prefixed(toTable)
  const key = options.get('primary_key')
  const referencedColumns = key === undefined || key === null ? ['id'] : listOf(key).map(textOf)
  const columns = foreignKeyColumns(toTable, options)
  const references = nameFrom(to)
  return present<ForeignKey>({
    kind: 'foreign-key',
    name: textIn(options, 'name') ?? foreignKeyName(from, columns),
    columns,
    references,
    referencedColumns,
    onDelete: action(options, 'on_delete'),
    onUpdate: action(options, 'on_update'),
    deferrable: deferrable(options),
    validated: options.get('validate') !== false,
  })
}

/** `user_id` for `users`, where no column is named. */
export const foreignKeyColumns = (toTable: Value | undefined, options: Hash): readonly string[] => {
  const column = options.get('column')
  if (column !== undefined && column !== null) return listOf(column).map(textOf)
  if (toTable === undefined) return []
  const key = options.get('primary_key')
  const stem = singularize(nameFrom(textOf(toTable)).name)
  return Array.isArray(key) ? (key as readonly Value[]).map(each => `${stem}_${textOf(each)}`) : [`${stem}_id`]
}

/** The table a reference points to: said, or guessed from its name as Rails does. */
export const referencedTable = (reference: string, foreignKeyOptions: Hash): Value =>
  foreignKeyOptions.get('to_table') ?? pluralize(reference)

/** Of all names Rails writes only that of a check without quotes (6.1, 7.2), so that the server folds it. */
const folded = (name: string): string => (/^\w+$/.test(name) ? name.toLowerCase() : name)

export const check = (table: string, expression: Value, options: Hash): Check => ({
  kind: 'check',
  name: folded(textIn(options, 'name') ?? checkName(table, textOf(expression))),
  expression: unwrapped(textOf(expression)),
  validated: options.get('validate') !== false,
})

export const unique = (table: string, columns: Value | undefined, options: Hash): Unique => {
  const names = listOf(columns).map(textOf)
  const index = textIn(options, 'using_index')
  return present<Unique>({
    kind: 'unique',
    name: textIn(options, 'name') ?? uniqueName(table, index === undefined ? names : [index]),
    columns: names,
    nullsNotDistinct: options.get('nulls_not_distinct') === true ? true : undefined,
    deferrable: deferrable(options),
  })
}

export const exclusion = (table: string, expression: Value, options: Hash): Exclusion => {
  const text = textOf(expression)
  const where = textIn(options, 'where')
  return present<Exclusion>({
    kind: 'exclusion',
    name: textIn(options, 'name') ?? exclusionName(table, text),
    definition: `USING ${textIn(options, 'using') ?? 'gist'} (${text})${where === undefined ? '' : ` WHERE (${where})`}`,
    columns: splitList(text).flatMap(part => /^"?(\w+)"?\s+(?:\w+_ops\s+)?with\b/i.exec(part)?.[1] ?? []),
    deferrable: deferrable(options),
  })
}
