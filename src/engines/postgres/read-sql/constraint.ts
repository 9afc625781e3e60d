import type { Constraint as ConstraintNode } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import {
  primaryKeyOf,
  type Constraint,
  type Deferrable,
  type ForeignKey,
  type ReferentialAction,
  type Table,
} from '../../../model/schema.ts'
import { withoutParentheses } from '../introspect/enclosed.ts'
import { present, unlessEmpty } from '../introspect/catalog.ts'
import { figuredName } from './figured-name.ts'
import { freeName } from './free-name.ts'
import { relationName, tableNamed, type Reading } from './names.ts'
import { allOf, itemsOf, asKind, textsOf } from './nodes.ts'
import { clauseEnd, enclosed, phrase, wordAt } from './source.ts'
import { storageText } from './storage.ts'
import { columnRefs } from './type-name.ts'

/** What stands behind a constraint in a column's definition: `DEFERRABLE INITIALLY DEFERRED`, `NOT ENFORCED`. */
export interface Attributes {
  readonly deferrable?: Deferrable
  readonly enforced?: false
}

const actions: Readonly<Record<string, ReferentialAction | undefined>> = {
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

const deferrableOf = ({ deferrable, initdeferred }: ConstraintNode): Deferrable | undefined =>
  initdeferred ? 'initially-deferred' : deferrable ? 'deferrable' : undefined

/** A constraint that has no name yet where the statement gives none. */
export type Unnamed = Constraint & { readonly name: string }

/** The key a foreign key refers to where it names no columns: the primary one. */
const referencedKey = (reading: Reading, references: Name, own: Table | undefined): readonly string[] => {
  const table = own !== undefined && keyOf(own.name) === keyOf(references) ? own : tableNamed(reading, references)
  return (table && primaryKeyOf(table)?.columns) ?? []
}

const exclusionText = ({ source }: Reading, from: number): string => {
  const start = wordAt(source, from, 'exclude') ?? from
  const ends = new Set(['deferrable', 'initially', 'not'])
  const end = clauseEnd(source, start + 1, (_, { kind, name }) => kind === 'word' && ends.has(name))
  const text = phrase(source, start + 1, end)
  return /^using\b/i.test(text)
    ? text
        .replace(/^using\s+/i, 'USING ')
        .replace(/\bwith\b(?=\s*[^\s\w(])/gi, 'WITH')
        .replace(/\bwhere\b(?=\s*\()/gi, 'WHERE')
    : `USING btree ${text}`
}

/**
 * A constraint as a statement says it; an empty name where the server has to choose one.
 *
 * @param column the column it stands behind; absent for a table's constraint
 * @param own the table as far as the statement has made it
 */
export const readConstraint = (
  reading: Reading,
  node: ConstraintNode,
  column: string | undefined,
  own: Table | undefined,
  { deferrable = deferrableOf(node), enforced }: Attributes = {},
): Unnamed | undefined => {
  const { source } = reading
  const from = source.indexAt(node.location)
  const name = node.conname ?? ''
  const isEnforced = node.is_enforced === true && enforced !== false
  const validated = isEnforced && node.skip_validation !== true && node.initially_valid !== false
  const columns = column === undefined ? textsOf(node.keys) : [column]
  const include = unlessEmpty(textsOf(node.including))
  switch (node.contype) {
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
      return present<Unnamed>({
        kind: node.contype === 'CONSTR_PRIMARY' ? 'primary-key' : 'unique',
        name,
        columns,
        include,
        deferrable,
        with: storageText(node.options),
        withoutOverlaps: node.without_overlaps ? true : undefined,
        ...(node.nulls_not_distinct ? { nullsNotDistinct: true } : {}),
      })
    case 'CONSTR_CHECK': {
      const check = wordAt(source, from, 'check') ?? from
      return present<Unnamed>({
        kind: 'check',
        name,
        expression: withoutParentheses(enclosed(source, check)),
        validated,
        noInherit: node.is_no_inherit ? true : undefined,
        enforced: isEnforced ? undefined : (false as const),
      })
    }
    case 'CONSTR_FOREIGN': {
      const references = relationName(reading, node.pktable ?? {})
      const named = textsOf(node.pk_attrs)
      return present<ForeignKey>({
        kind: 'foreign-key',
        name,
        columns: column === undefined ? textsOf(node.fk_attrs) : [column],
        references,
        referencedColumns: named.length > 0 ? named : referencedKey(reading, references, own),
        onDelete: actions[node.fk_del_action ?? ''],
        onUpdate: actions[node.fk_upd_action ?? ''],
        onDeleteColumns: unlessEmpty(textsOf(node.fk_del_set_cols)),
        match: node.fk_matchtype === 'f' ? 'full' : undefined,
        deferrable,
        validated,
        enforced: isEnforced ? undefined : (false as const),
        period: node.fk_with_period ? true : undefined,
      })
    }
    case 'CONSTR_EXCLUSION':
      return present<Unnamed>({
        kind: 'exclusion',
        name,
        definition: exclusionText(reading, from),
        columns: (node.exclusions ?? []).flatMap(pair => asKind(itemsOf(pair)[0], 'IndexElem')?.name ?? []),
        deferrable,
      })
    case 'CONSTR_NOTNULL':
      return present<Unnamed>({
        kind: 'not-null',
        name,
        column: columns[0] ?? '',
        validated,
        noInherit: node.is_no_inherit ? true : undefined,
      })
    default:
      return undefined
  }
}

/** Columns and label of the name the server makes for a constraint that got none. */
const chosenFrom = (constraint: Unnamed, node: ConstraintNode): readonly [readonly string[], Parameters<typeof freeName>[3]] => {
  switch (constraint.kind) {
    case 'primary-key':
      return [[], 'pkey']
    case 'unique':
      return [[...constraint.columns, ...(constraint.include ?? [])], 'key']
    case 'exclusion':
      return [exclusionNames(node), 'excl']
    case 'foreign-key':
      return [constraint.columns, 'fkey']
    case 'not-null':
      return [[constraint.column], 'not_null']
    case 'check': {
      const names = columnRefs(node.raw_expr)
      return [names.length === 1 ? names : [], 'check']
    }
  }
}

const exclusionNames = (node: ConstraintNode): readonly string[] =>
  allOf(
    (node.exclusions ?? []).flatMap(pair => itemsOf(pair)[0] ?? []),
    'IndexElem',
  ).map(({ name, expr }) => name ?? figuredName(expr) ?? 'expr')

/** The constraint with the name the server would choose, where the statement gives none. */
export const named = (reading: Reading, table: Name, constraint: Unnamed, node: ConstraintNode, others: readonly string[]): Constraint => {
  if (constraint.name !== '') return constraint
  const [columns, label] = chosenFrom(constraint, node)
  return { ...constraint, name: freeName(reading.schema, table, columns, label, others) }
}
