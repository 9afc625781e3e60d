import type { Name } from '../model/name.ts'
import type { Constraint, ForeignKey, Index } from '../model/schema.ts'
import type { Step, StepOf } from '../steps/step.ts'

/** The statements of a remedy for this very step, with all that it says. */
export interface ExactRemedy {
  readonly sql: readonly string[]
  /** The step says more than the framework's own words in the remedy do: an expression, an option, a name that needs quotes. */
  readonly saysMore: boolean
}

/** How the engine says a step. */
export type SaySql = (step: Step) => string

const isPlainName = (name: string): boolean => /^[a-z_][a-z0-9_]*$/.test(name)
const arePlain = (table: Name, ...names: readonly string[]): boolean =>
  table.schema === undefined && [table.name, ...names].every(isPlainName)

const isPlainIndex = ({ method, parts, where, include, nullsNotDistinct, with: storage }: Index): boolean =>
  (method ?? 'btree') === 'btree' &&
  [where, include, nullsNotDistinct, storage].every(said => said === undefined) &&
  parts.every(part => part.column !== undefined && Object.keys(part).length === 1)

/** The index, built while the table is used. */
export const builtOnline = ({ table, index, ...rest }: StepOf<'create-index'>, sql: SaySql): ExactRemedy => ({
  sql: [sql({ ...rest, table, index, online: true })],
  saysMore: !isPlainIndex(index) || !arePlain(table, index.name, ...index.parts.map(({ column = '' }) => column)),
})

const isPlainKey = ({ references, columns, referencedColumns, ...more }: ForeignKey): boolean =>
  columns.length === 1 &&
  arePlain(references, ...referencedColumns) &&
  referencedColumns.join() === 'id' &&
  [more.match, more.deferrable, more.enforced, more.onDeleteColumns, more.period].every(said => said === undefined) &&
  ![more.onDelete, more.onUpdate].includes('set default')

const isPlainCheck = (constraint: Constraint): boolean =>
  constraint.kind === 'check' && constraint.noInherit !== true && constraint.enforced === undefined && !/["\\#]/.test(constraint.expression)

/** The constraint without looking at the rows there are, and then the look at them. */
export const validatedLater = ({ table, constraint, ...rest }: StepOf<'add-constraint'>, sql: SaySql): ExactRemedy | undefined =>
  constraint.kind !== 'foreign-key' && constraint.kind !== 'check'
    ? undefined
    : {
        sql: [
          sql({ ...rest, table, constraint: { ...constraint, validated: false } }),
          sql({ kind: 'validate-constraint', table, constraint }),
        ],
        saysMore:
          !arePlain(table, constraint.name, ...(constraint.kind === 'check' ? [] : constraint.columns)) ||
          !(constraint.kind === 'check' ? isPlainCheck(constraint) : isPlainKey(constraint)),
      }

/** Its index, built while the table is used, and then the constraint of it. */
export const madeOfIndex = ({ table, constraint, usingIndex }: StepOf<'add-constraint'>, sql: SaySql): ExactRemedy | undefined => {
  if (usingIndex !== undefined || (constraint.kind !== 'unique' && constraint.kind !== 'primary-key')) return undefined
  const { name, columns, include, with: storage, withoutOverlaps } = constraint
  // The index of such a key is one of an exclusion, which cannot be built beforehand.
  if (withoutOverlaps === true) return undefined
  const nullsNotDistinct = constraint.kind === 'unique' ? constraint.nullsNotDistinct : undefined
  const index: Index = {
    name,
    parts: columns.map(column => ({ column })),
    unique: true,
    valid: true,
    ...(include === undefined ? {} : { include }),
    ...(nullsNotDistinct === undefined ? {} : { nullsNotDistinct }),
    ...(storage === undefined ? {} : { with: storage }),
  }
  return {
    sql: [sql({ kind: 'create-index', table, index, online: true }), sql({ kind: 'add-constraint', table, constraint, usingIndex: index })],
    saysMore: !isPlainIndex(index) || constraint.deferrable !== undefined || !arePlain(table, name, ...columns),
  }
}
