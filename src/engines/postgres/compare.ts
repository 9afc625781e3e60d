import { keyOf, type Name } from '../../model/name.ts'
import { entryKinds } from '../../model/entry-kinds.ts'
import type { Schema } from '../../model/schema.ts'

/** One place where two schemas differ; `undefined` on a side: it is not there. */
export interface Difference {
  /** `tables.users.columns.email.nullable`, names in brackets where they are not plain. */
  readonly path: string
  readonly left: unknown
  readonly right: unknown
}

/**
 * `column-order`: positions of columns. `owner`, `comment`, `grants`, `inherited`: these fields, wherever they stand.
 * `tainted`: what is unknown after opaque steps, which only a predicted schema has.
 */
export type Ignored = 'column-order' | 'owner' | 'comment' | 'grants' | 'inherited' | 'tainted'

const fieldsOf: Readonly<Record<Exclude<Ignored, 'column-order'>, readonly string[]>> = {
  owner: ['owner'],
  comment: ['comment', 'columnComments'],
  grants: ['grants', 'columnGrants'],
  inherited: ['inherited'],
  tainted: ['tainted'],
}

/** Optional fields whose `false` says the same as their absence (`enforced: false` does not). */
const falseIsAbsent = new Set(['nullsNotDistinct', 'noInherit', 'unlogged', 'grantable'])

/**
 * Lists every difference between two schemas.
 *
 * Nothing is left out but a table's `statistics` (sizes, not catalog) and what `ignore` names. Lists of named objects
 * are matched by name, since a catalog keeps no order among them, except that positions of columns are compared
 * too. An absent list equals an empty one.
 *
 * @returns differences in order of path; empty when the schemas say the same
 */
export function compareSchemas(left: Schema, right: Schema, options: { readonly ignore?: readonly Ignored[] } = {}): Difference[] {
  const ignored = options.ignore ?? []
  const skipped = new Set(['statistics', ...ignored.flatMap(each => (each === 'column-order' ? [] : fieldsOf[each]))])
  return compare('', withOverloadsApart(left), withOverloadsApart(right), { skipped, columnOrder: !ignored.includes('column-order') })
}

/** A routine's key is its name alone until there is another of that name; what it is called with tells it apart always. */
const withOverloadsApart = (schema: Schema): Fields => ({
  ...schema,
  ...Object.fromEntries(entryKinds.map(kind => [kind, schema[kind].toJSON()])),
  routines: Object.fromEntries(schema.routines.values().map(each => [`${keyOf(each.name)}(${each.arguments})`, each])),
})

/** One line per difference: `tables.users.columns.email.nullable: true → false`. */
export const printDifferences = (differences: readonly Difference[]): string =>
  differences.map(({ path, left, right }) => `${path}: ${show(left)} → ${show(right)}`).join('\n')

const show = (value: unknown): string => (value === undefined ? '(absent)' : JSON.stringify(value))

interface Rules {
  readonly skipped: ReadonlySet<string>
  readonly columnOrder: boolean
}
type Fields = Readonly<Record<string, unknown>>

/** The catalog lists the columns of statistics and publications by their positions, which say nothing else. */
const withoutPositions = (path: string, value: unknown): unknown => {
  if (typeof value === 'string' && /\.extendedStatistics\b.*\.definition$/.test(path))
    return value.replace(/(?<= ON )(.+)(?= FROM )/, list => list.split(', ').toSorted().join(', '))
  return isList(value) && /\.publications\b.*\.columns$/.test(path) ? (value as readonly string[]).toSorted() : value
}

function compare(path: string, was: unknown, is: unknown, rules: Rules): Difference[] {
  // Most of two schemas of one history is the same objects.
  if (was === is) return []
  const [left, right] = rules.columnOrder ? [was, is] : [withoutPositions(path, was), withoutPositions(path, is)]
  if (isList(left) || isList(right)) {
    if ((isList(left) || left === undefined) && (isList(right) || right === undefined))
      return compareLists(path, left ?? [], right ?? [], rules)
  } else if (isObject(left) && isObject(right)) {
    return compareObjects(path, left, right, rules)
  }
  return left === right ? [] : [{ path, left, right }]
}

function compareObjects(path: string, left: Fields, right: Fields, rules: Rules): Difference[] {
  // A type's parts follow from its native spelling: one difference says it all.
  const [native, otherNative] = [left['native'], right['native']]
  if (native !== otherNative && typeof native === 'string' && typeof otherNative === 'string')
    return [{ path, left: native, right: otherNative }]
  return (
    keysOf(left, right)
      // Only a table has `statistics`, but anything may be called so.
      .filter(key => !rules.skipped.has(key) || isRecordOfObjects(path))
      .flatMap(key => compare(join(path, key), valueOf(left, key), valueOf(right, key), rules))
  )
}

/** Records below the root are keyed by names, not fields. */
const isRecordOfObjects = (path: string): boolean =>
  /^(tables|views|enums|domains|sequences|routines|extensions)$/.test(path) || /\.(columnGrants|columnComments|reads)$/.test(path)

function compareLists(path: string, left: readonly unknown[], right: readonly unknown[], rules: Rules): Difference[] {
  if (![...left, ...right].every(isObject)) return JSON.stringify(left) === JSON.stringify(right) ? [] : [{ path, left, right }]
  const [before, after] = [byIdentity(left as Fields[]), byIdentity(right as Fields[])]
  const differences = keysOf(before, after).flatMap(key => compare(join(path, key), valueOf(before, key), valueOf(after, key), rules))
  if (!path.endsWith('.columns') || !rules.columnOrder) return differences
  const names = (list: readonly unknown[], others: Fields) =>
    (list as Fields[]).map(each => String(each['name'])).filter(each => Object.hasOwn(others, each))
  const [order, otherOrder] = [names(left, after), names(right, before)]
  return order.join('\n') === otherOrder.join('\n')
    ? differences
    : [...differences, { path: `${path} (order)`, left: order, right: otherOrder }]
}

/** What tells the elements of a list apart; position where nothing else does (the keys of an index). */
function byIdentity(list: readonly Fields[]): Fields {
  return Object.fromEntries(
    list.map((each, position) => {
      if (typeof each['grantee'] === 'string') return [`${each['grantee']}${each['grantable'] === true ? ' with grant option' : ''}`, each]
      if (typeof each['name'] === 'string') return [each['name'], each]
      if (isObject(each['name'])) return [`${String(each['kind'])} ${keyOf(each['name'] as unknown as Name)}`, each]
      return [`#${position + 1}`, each]
    }),
  )
}

/** A table may be called `constructor`: only own fields count. */
const valueOf = (fields: Fields, key: string): unknown =>
  !Object.hasOwn(fields, key) || (fields[key] === false && falseIsAbsent.has(key)) ? undefined : fields[key]

const keysOf = (left: Fields, right: Fields): string[] => [...new Set([...Object.keys(left), ...Object.keys(right)])].toSorted()

const join = (path: string, key: string): string =>
  /^[\p{L}_][\p{L}\d_]*$/u.test(key) ? (path === '' ? key : `${path}.${key}`) : `${path}[${JSON.stringify(key)}]`

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)
