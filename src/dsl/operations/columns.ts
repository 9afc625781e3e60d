import type { Diagnostic } from '../../model/diagnostic.ts'
import { keyOf } from '../../model/name.ts'
import { columnIn, type Column, type Expression, type Identity } from '../../model/schema.ts'
import { buildColumn, inlineConstraints, nameConstraints } from '../build-table.ts'
import { checkColumn, checkConstraint } from '../check-table.ts'
import type { ColumnBuilder } from '../column.ts'
import { printValue } from '../literal.ts'
import { alreadyThere, mistake, wrongValue } from '../mistakes.ts'
import { keysIn } from '../keys-in.ts'
import { said } from '../parts.ts'
import { changes, unless, withColumn, wrong, type Outcome, type TableOperation, type TableSituation } from '../outcome.ts'
import { col, isExpression, type ColumnReference } from '../sql.ts'

type AnyBuilder = ColumnBuilder<unknown, unknown>
/** SQL, or a function of the table's columns as they are at that point of the chain. */
type Computed = Expression | ((columns: Readonly<Record<string, ColumnReference>>) => Expression)

const sqlOf = ({ table }: TableSituation, computed: Computed | null | undefined): string | undefined =>
  typeof computed === 'function' ? computed(Object.fromEntries(table.columns.map(c => [c.name, col(c.name)]))).sql : computed?.sql

const refuseTaken = ({ table, site }: TableSituation, name: string, then: () => Outcome): Outcome =>
  columnIn(table, name) === undefined ? then() : wrong(alreadyThere('column', keyOf(table.name), name, site()))

const addColumn = (
  situation: TableSituation,
  name: string,
  { draft }: AnyBuilder,
  { backfill }: { readonly backfill?: Computed } = {},
): Outcome =>
  refuseTaken(situation, name, () => {
    const { table, schema, site } = situation
    const { value: column, diagnostics } = buildColumn(table.name, name, draft)
    const constraints = nameConstraints(table.name, inlineConstraints(name, draft, keysIn(schema)), table.constraints)
    const grown = { ...table, columns: [...table.columns, column] }
    return unless(
      [
        ...diagnostics.map(d => ({ ...d, span: site() })),
        ...checkColumn(grown, column, schema, site),
        ...constraints.flatMap(c => checkConstraint(grown, c, schema, site)),
        ...needsValue(situation, column, backfill),
      ],
      {
        kind: 'add-column',
        table: table.name,
        column,
        ...said({ backfill: sqlOf(situation, backfill) }),
        ...(constraints.length === 0 ? {} : { constraints }),
      },
    )
  })

/** Rows that exist have nothing to put into a required column. */
export const needsValue = (
  { table, site }: TableSituation,
  { name, nullable, default: value, identity, generated, type }: Column,
  backfill: unknown,
): readonly Diagnostic[] =>
  nullable || value !== undefined || identity !== undefined || generated !== undefined || backfill !== undefined || type.kind === 'domain'
    ? []
    : [
        mistake(
          'required-without-value',
          `${keyOf(table.name)}.${name} is NOT NULL, and rows that exist have no value for it`,
          `Give it one: .default(…), or { backfill: sql\`…\` } as third argument.`,
          site(),
        ),
      ]

const dropColumn = (situation: TableSituation, name: string): Outcome =>
  withColumn(situation, name, column => changes({ kind: 'drop-column', table: situation.table.name, column }))

const renameColumn = (situation: TableSituation, from: string, to: string): Outcome =>
  withColumn(situation, from, column =>
    refuseTaken(situation, to, () => changes({ kind: 'rename-column', table: situation.table.name, from: column, to })),
  )

const changeType = (
  situation: TableSituation,
  name: string,
  { draft }: AnyBuilder,
  { forward, backward }: { readonly forward?: Computed; readonly backward?: Computed | null } = {},
): Outcome =>
  withColumn(situation, name, from => {
    const { table, schema, site } = situation
    const extra = [draft.default, draft.identity, draft.generated, draft.primaryKey, draft.unique, draft.references, draft.checks].some(
      part => part !== undefined,
    )
    return unless(
      [
        ...checkColumn(table, { ...from, type: draft.type }, schema, site),
        ...(extra
          ? [
              mistake(
                'type-with-more',
                `changeType of ${keyOf(table.name)}.${name} was given more than a type`,
                'Say the rest by setDefault, addUnique, addForeignKey and so on.',
                site(),
              ),
            ]
          : []),
        ...(forward !== undefined && backward === undefined
          ? [
              mistake(
                'forward-without-backward',
                `changeType of ${keyOf(table.name)}.${name} says how values go forward, not how they come back`,
                'Add backward: sql`…`, or backward: null where the old values need not survive a rollback.',
                site(),
              ),
            ]
          : []),
      ],
      {
        kind: 'change-type',
        table: table.name,
        from,
        to: draft.type,
        ...said({ forward: sqlOf(situation, forward), backward: sqlOf(situation, backward) }),
      },
    )
  })

const setDefault = (situation: TableSituation, name: string, value: unknown): Outcome =>
  withColumn(situation, name, column => {
    const { table, schema, site } = situation
    const labels =
      column.type.kind === 'enum' && column.type.reference !== undefined
        ? schema.enums.get(keyOf(column.type.reference))?.values
        : undefined
    const printed = isExpression(value) ? { sql: value.sql } : printValue(value, column.type, labels)
    return 'wrong' in printed
      ? wrong(wrongValue(`${keyOf(table.name)}.${name}`, String(value), column.type.native, printed.wrong, site()))
      : changes({ kind: 'set-default', table: table.name, column, to: { sql: printed.sql } })
  })

const makeRequired = (situation: TableSituation, name: string, { backfill }: { readonly backfill?: Computed } = {}): Outcome =>
  withColumn(situation, name, column =>
    changes({ kind: 'make-required', table: situation.table.name, column, ...said({ backfill: sqlOf(situation, backfill) }) }),
  )

const setGenerated = (situation: TableSituation, name: string, expression: Computed, kind: 'stored' | 'virtual' = 'stored'): Outcome =>
  withColumn(situation, name, column =>
    changes({
      kind: 'set-generated',
      table: situation.table.name,
      column,
      to: { expression: sqlOf(situation, expression) ?? '', stored: kind === 'stored' },
    }),
  )

const setIdentity = (
  situation: TableSituation,
  name: string,
  generation: Identity['generation'] = 'by-default',
  options?: Expression,
): Outcome =>
  withColumn(situation, name, column =>
    changes({ kind: 'set-identity', table: situation.table.name, column, to: { generation, ...said({ options: options?.sql }) } }),
  )

const option =
  (option: 'statistics' | 'storage' | 'compression') =>
  (situation: TableSituation, name: string, to: string | number | null): Outcome =>
    withColumn(situation, name, column =>
      changes({ kind: 'set-column-option', table: situation.table.name, column, option, to: to === null ? undefined : String(to) }),
    )

/** Operations that set one thing of a column to a text, or with null take it away. */
const setting =
  (kind: 'set-collation' | 'set-column-comment') =>
  (situation: TableSituation, name: string, to: string | null): Outcome =>
    withColumn(situation, name, column => changes({ kind, table: situation.table.name, column, to: to ?? undefined }))

const taking =
  (kind: 'set-default' | 'set-identity' | 'set-generated') =>
  (situation: TableSituation, name: string): Outcome =>
    withColumn(situation, name, column => changes({ kind, table: situation.table.name, column, to: undefined }))

const backfill = (situation: TableSituation, set: Readonly<Record<string, unknown>>, options: { readonly where: Computed }): Outcome => {
  const { table, site } = situation
  const where = sqlOf(situation, options.where) ?? ''
  const assigned = Object.entries(set).map(([column, value]) => ({ column, value, found: columnIn(table, column) }))
  const missing = assigned.find(a => a.found === undefined)
  if (missing !== undefined) return withColumn(situation, missing.column, () => changes())
  const printed = assigned.map(({ column, value, found }) => ({
    column,
    value,
    type: found!.type,
    expression:
      typeof value === 'function' || isExpression(value)
        ? { sql: sqlOf(situation, value as Computed) ?? '' }
        : value === null
          ? { sql: 'NULL' }
          : printValue(value, found!.type),
  }))
  return unless(
    printed.flatMap(({ column, value, type, expression }) =>
      'wrong' in expression ? [wrongValue(`${keyOf(table.name)}.${column}`, String(value), type.native, expression.wrong, site())] : [],
    ),
    {
      kind: 'backfill',
      table: table.name,
      set: printed.map(({ column, expression }) => ({ column, expression: 'sql' in expression ? expression.sql : '' })),
      where,
    },
  )
}

export const columnOperations = {
  addColumn,
  dropColumn,
  renameColumn,
  changeType,
  setDefault,
  makeRequired,
  setIdentity,
  setGenerated,
  backfill,
  dropDefault: taking('set-default'),
  dropIdentity: taking('set-identity'),
  dropGenerated: taking('set-generated'),
  makeOptional: (situation: TableSituation, name: string): Outcome =>
    withColumn(situation, name, column => changes({ kind: 'make-optional', table: situation.table.name, column })),
  setCollation: setting('set-collation'),
  setColumnComment: setting('set-column-comment'),
  setColumnStatistics: option('statistics'),
  setColumnStorage: option('storage'),
  setColumnCompression: option('compression'),
} satisfies Readonly<Record<string, TableOperation>>
