import { keyOf, sibling } from '../model/name.ts'
import { primaryKeyOf, tableIn, type Column, type ForeignKey, type Index, type PrimaryKey, type Sequence, type Table } from '../model/schema.ts'
import { chosenName } from '../steps/chosen-name.ts'
import type { SyncPair } from '../steps/shapes/column.ts'
import type { DataFact } from '../steps/engine.ts'
import { inSchemaTexts } from '../steps/sql-texts.ts'
import { applyAll, invertStep } from '../steps/index.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeTypeChange } from './change.ts'
import { carryDependents, type Carried } from './dependents.ts'
import { noRowLacks } from './facts.ts'
import { codeDeployed, oldVersionDrained, soakElapsed } from './gates.ts'
import { contract, draft, expand, migrate, type Candidate, type DraftStep, type Recipe, type RecipeContext, type Refusal, type StageDraft } from './recipe.ts'
import { addConstraintSafely, createIndexSafely, helperName, indexBehind, setNotNullSafely, splitNotNull, tableOfStep } from './safely.ts'
import { retypedDefault } from './retyped-default.ts'
import { instead, notesOn, readsAlike, undone } from './step-aside.ts'
import { swapColumn, type Renaming, type Swap } from './swap-column.ts'

/** An expression over a column as a trigger says it: `lower(name)` → `lower(NEW.name)`. */
const overNewRow = (expression: string, column: string, context: RecipeContext): string => {
  const placeholder = 'lockstep_new_value'
  return context.engine.semantics.renameColumn(expression, column, placeholder).replaceAll(placeholder, `NEW.${context.engine.quoteIdentifier(column)}`)
}

interface Conversion {
  readonly forward: string
  readonly backward: string
}

/** The conversions in terms of the column's own name; casts unless stated. A narrower integer takes what fits and NULL for the rest. */
const conversionOf = (change: ChangeTypeChange, context: RecipeContext): Conversion => {
  const column = context.engine.quoteIdentifier(change.from.name)
  const limits: Partial<Record<string, string>> = { smallint: '32767', integer: '2147483647' }
  const limit = limits[change.from.type.kind]
  const isWidening = limit !== undefined && ['integer', 'bigint', 'numeric'].includes(change.to.kind)
  return {
    forward: change.forward ?? `${column}::${change.to.native}`,
    backward: change.backward ?? (isWidening
      ? `CASE WHEN ${column} BETWEEN -${limit} - 1 AND ${limit} THEN ${column}::${change.from.type.native} END`
      : `${column}::${change.from.type.native}`),
  }
}

/** Copies the column under another name, keeps both equal, and swaps the names in one catalog-only transaction. */
export const shadowType: Recipe<ChangeTypeChange> = (change, context) => shadowTypeAs(change, context)

/** @param rewritten SQL text over the column in terms of the new type; needed where the text names the old one */
export const shadowTypeAs = (change: ChangeTypeChange, context: RecipeContext, rewritten?: (sql: string) => string): Candidate | Refusal => {
  const recipe = 'shadow-and-swap'
  const table = tableIn(context.schema, change.table)!
  const { from } = change
  if (context.isNew(table)) return { recipe, refused: 'no code knows the table yet: the type is changed in place' }
  if (context.policy.triggers === 'never') {
    return { recipe, refused: 'the team allows no triggers, and without one no running code can survive that the name changes sides', instead: `give the new type a new name: add a column of it (with a backfill), let the application write both, then drop ${from.name}; or allow the trigger (triggers: allow)` }
  }
  if (from.generated !== undefined) return { recipe, refused: `${from.name} is generated`, instead: 'add a generated column of the new type, then drop this one' }
  const shadow = helperName(from.name, 'new')
  const aside = helperName(from.name, 'old')
  const key = primaryKeyOf(table)
  const isKey = key?.columns.includes(from.name) === true
  const bare: Column = {
    name: shadow, type: change.to, nullable: true, ...(from.collation === undefined ? {} : { collation: from.collation }),
  }
  const carried = carryDependents(isKey ? { ...table, constraints: table.constraints.filter(c => c !== key) } : table, from, bare, context,
    rewritten === undefined ? {} : { after: inSchemaTexts(context.schema, rewritten), text: rewritten })
  if (carried.blockers.length > 0) {
    return { recipe, refused: `${carried.blockers.join(', ')} cannot follow a copied column`, instead: instead(carried.blockers) }
  }
  if (carried.bound.names.length > 0 && rewritten === undefined && !readsAlike(from.type, change.to)) {
    return { recipe, refused: `${carried.bound.names.join(', ')} may not mean the same of ${change.to.native}`, instead: `drop ${carried.bound.names.join(', ')} first and create it as it should be afterwards, in the same change file` }
  }
  const quote = context.engine.quoteIdentifier
  const { forward, backward } = conversionOf(change, context)
  const rename = (expression: string, to: string): string => context.engine.semantics.renameColumn(expression, from.name, to)
  const sharedDefault = from.default !== undefined && from.ownedSequence === undefined && !context.engine.isVolatile(from.default.sql, context.schema) ? retypedDefault(from) : undefined
  const defaults = sharedDefault === undefined ? {} : { fromDefault: sharedDefault.sql, toDefault: sharedDefault.sql }
  const name = helperName('zz_lockstep', table.name.name, from.name)
  const pair = (old: string, fresh: string): SyncPair => ({
    from: old, to: fresh,
    forward: overNewRow(rename(forward, old), old, context),
    backward: overNewRow(rename(backward, fresh), fresh, context),
    ...defaults,
  })
  const before = [pair(from.name, shadow)]
  const after = [pair(aside, from.name)]

  const keyIndex = key === undefined || !isKey ? undefined : { ...indexBehind(swapIn(key, from.name, shadow), helperName(key.name, 'new')) }
  const withShadow: Table = { ...table, columns: [...table.columns, bare] }
  const twins = carried.incoming.map(({ table: child, foreignKey }) => ({ table: child, present: foreignKey, twin: twinOf(foreignKey, from.name, shadow, 'new') }))
  const together = `shadow ${keyOf(table.name)}.${from.name}`
  const trigger = { table: change.table, name } as const
  const fill: Step = {
    kind: 'backfill', table: change.table, set: [{ column: shadow, expression: forward }], where: `${quote(shadow)} IS DISTINCT FROM (${forward})`, key: key?.columns ?? [],
  }
  const refill: Step = {
    kind: 'backfill', table: change.table, set: [{ column: aside, expression: backward }], where: `${quote(aside)} IS DISTINCT FROM (${backward})`, key: key?.columns ?? [],
  }
  // One referencing table may go with the swap; more would be locked all at once, so each changes over before it.
  const isCrowded = twins.length > 1
  const changeovers = isCrowded ? twins.flatMap(changeOver) : []
  const swap = swapOf({ change, context, table, shadow, aside, key: isKey ? key : undefined, keyIndex, twins: isCrowded ? [] : twins, carried, name, before, after: context.policy.softDrop ? after : undefined })
  const drop: Column = { ...from, name: aside, nullable: true, default: undefined, identity: undefined, ownedSequence: undefined }
  const fact = noRowLacks(table, `${quote(shadow)} IS DISTINCT FROM (${forward})`, `differ in ${shadow}`, context.engine, [shadow])
  const swapDrafts = withGuards(swap, back(change, context, table, swap, isKey ? key : undefined, twins), fact)
  const swapTogether = `swap ${table.name.name}.${from.name}`
  const dropOld = draft({ kind: 'drop-column', table: change.table, column: drop }, { why: 'nobody needs the old type any more', together: context.policy.softDrop ? 'drop old' : swapTogether, ...(isLossless(change) ? { rollback: { grade: 'leaves residue' as const, because: `${aside} is filled again from ${from.name}; it comes back as the last column` } } : {}) })

  const [notNull, rest] = splitNotNull(carried.build)

  const begun: readonly StageDraft[] = [
    expand(
      draft({ kind: 'add-column', table: change.table, column: bare }, { why: 'without value: no row is touched', avoids: 'rewrites-table', together, rollback: { grade: 'exact', because: 'the copy holds nothing of its own' } }),
      ...(sharedDefault === undefined ? [] : [draft({ kind: 'set-default', table: change.table, column: shadow, from: undefined, to: sharedDefault }, { together })]),
      ...carried.attributes.map(d => ({ ...d, together })),
      draft({ kind: 'create-sync-trigger', ...trigger, pairs: before }, { why: 'what is written to one is in the other', together }),
    ),
    migrate(
      draft(fill, { why: 'in batches, so that no row stays locked and no transaction grows old', avoids: 'blocks-writes', rollback: { grade: 'exact', because: 'the copy goes with its column', steps: [] } }),
      ...(keyIndex === undefined ? [] : createIndexSafely(withShadow, keyIndex, context)),
      ...rest,
      ...twins.flatMap(({ table: child, twin }) => addConstraintSafely(child, twin, context)),
    ),
    contract([
      codeDeployed(`Code that can read ${keyOf(change.table)}.${from.name} as ${change.to.native} is deployed everywhere`, { kind: 'use-column', table: change.table, column: from.name }),
      oldVersionDrained(),
    ], ...withFact(changeovers, fact), ...notNull.map(d => ({ ...d, together: swapTogether, apart: false })), ...swapDrafts, ...(context.policy.softDrop ? [] : [dropOld])),
  ]
  const dropLater = sharedDefault === undefined || !context.policy.softDrop ? dropOld : { ...dropOld, rollback: { ...comesBackEmpty(begun, dropOld.step, aside, context), ...dropOld.rollback } }

  return {
    recipe,
    how: 'copies the column under another name in batches, keeps both equal by a trigger, swaps the names in one short transaction, and drops the old one after a soak',
    stages: [
      ...begun,
      ...(context.policy.softDrop
        ? [contract([soakElapsed()], draft({ kind: 'drop-sync-trigger', ...trigger, pairs: after }, {
            together: 'drop old',
            rollback: { grade: 'exact', because: `${aside} is filled again from ${from.name}`, steps: [{ kind: 'create-sync-trigger', ...trigger, pairs: after }, refill] },
          }), dropLater)]
        : []),
    ],
    notes: [...notesOn(carried.bound), `At the swap, server-side prepared statements that return ${keyOf(change.table)}.${from.name} fail once with 0A000 (cached plan must not change result type) and heal when prepared again outside a transaction; recycling the connection pool right after avoids it.`],
    matrix: [
      { version: 'old', stage: 1, holds: true, because: `${from.name} is untouched` },
      { version: 'new', stage: 1, holds: true, because: `it can read ${from.name} as either type` },
      { version: 'old', stage: 2, holds: false, because: `${from.name} is ${change.to.native}: the gate before it says the old version is drained` },
      { version: 'new', stage: 2, holds: true, because: `${from.name} is ${change.to.native}` },
      { version: 'rolled back', stage: 2, holds: true, because: `the old column is kept in step as ${aside} until the soak is over` },
    ],
  }
}

/** The old column comes back without its default, which would fill it with one value where it must be unique; that follows. */
const comesBackEmpty = (begun: readonly StageDraft[], drop: Step, aside: string, { schema, engine: { semantics } }: RecipeContext): Pick<NonNullable<DraftStep['rollback']>, 'steps' | 'residue' | 'grade' | 'because'> => {
  const before = applyAll(begun.flatMap(stage => stage.steps.map(d => d.step)), schema, semantics)
  const name = tableOfStep(drop)!
  const table = tableIn(before, name)!
  const value = table.columns.find(c => c.name === aside)?.default
  const empty: Table = { ...table, columns: table.columns.map(c => (c.name === aside ? { ...c, default: undefined } : c)) }
  const inverse = invertStep(drop, { ...before, tables: { ...before.tables, [keyOf(name)]: empty } }, semantics)
  if (inverse.grade === 'irreversible') return inverse
  return {
    grade: inverse.grade, because: inverse.because ?? `${aside} comes back`, residue: inverse.residue ?? [],
    steps: [...inverse.steps, ...(value === undefined ? [] : [{ kind: 'set-default', table: name, column: aside, from: undefined, to: value } as const])],
  }
}

/** Does every value of the old type survive there and back? What was written since and does not fit is another matter. */
const isLossless = ({ from, to, forward }: ChangeTypeChange): boolean => {
  const rank = ['smallint', 'integer', 'bigint', 'numeric']
  const isText = (kind: string): boolean => kind === 'text' || kind === 'varchar'
  return forward === undefined && ((rank.includes(from.type.kind) && rank.indexOf(to.kind) > rank.indexOf(from.type.kind) && to.scale === undefined && from.type.scale === undefined) ||
    (isText(to.kind) && to.length === undefined && ['varchar', 'text', 'enum', 'uuid'].includes(from.type.kind)))
}

const swapIn = (key: PrimaryKey, from: string, to: string): PrimaryKey => ({ ...key, columns: key.columns.map(c => (c === from ? to : c)) })

const twinOf = (fk: ForeignKey, from: string, to: string, suffix: string): ForeignKey =>
  ({ ...fk, name: helperName(fk.name, suffix), referencedColumns: fk.referencedColumns.map(c => (c === from ? to : c)) })

/** The twin takes the foreign key's place and name in one short transaction on two tables. */
const changeOver = ({ table, present, twin }: Twin): readonly DraftStep[] => {
  const together = `foreign key ${keyOf(table.name)}.${present.name}`
  return [
    draft({ kind: 'drop-constraint', table: table.name, constraint: present }, { why: 'its twin on the copied column holds the same rows; one referencing table at a time is locked', together, apart: true }),
    draft({ kind: 'rename-constraint', table: table.name, from: twin.name, to: present.name }, { together, witness: true }),
  ]
}

const withFact = (drafts: readonly DraftStep[], fact: DataFact): readonly DraftStep[] =>
  drafts.map((d, i) => (i === 0 ? { ...d, facts: [fact] } : d))

interface Twin {
  readonly table: Table
  readonly present: ForeignKey
  readonly twin: ForeignKey
}

interface SwapParts {
  readonly change: ChangeTypeChange
  readonly context: RecipeContext
  readonly table: Table
  readonly shadow: string
  readonly aside: string
  readonly key: PrimaryKey | undefined
  readonly keyIndex: Index | undefined
  readonly twins: readonly Twin[]
  readonly carried: Carried
  readonly name: string
  readonly before: readonly SyncPair[]
  readonly after: readonly SyncPair[] | undefined
}

const swapOf = ({ change: { table, from, to }, context, shadow, aside, key, keyIndex, twins, carried, name, before, after }: SwapParts): Swap => {
  const sequence: Sequence | undefined = from.ownedSequence === undefined ? undefined : context.schema.sequences[keyOf(from.ownedSequence)]
  const width = to.kind === 'smallint' || to.kind === 'integer' ? to.kind : 'bigint'
  return {
    table, column: from.name, incoming: shadow, aside,
    ...(key === undefined || keyIndex === undefined ? {} : { primaryKey: { constraint: key, index: keyIndex } }),
    foreignKeys: twins.map(t => ({ table: t.table.name, present: t.present, twin: t.twin })),
    renamings: carried.settle.flatMap(({ step }): Renaming[] =>
      step.kind === 'rename-index' || step.kind === 'rename-constraint'
        ? [{ kind: step.kind, from: step.to, to: helperName(step.to, 'old') }, { kind: step.kind, from: step.from, to: step.to }]
        : []),
    ...(sequence === undefined || from.default === undefined ? {} : {
      sequence: { present: { ...sequence, ownedBy: { table, column: aside } }, settled: { ...sequence, type: width, ownedBy: { table, column: from.name } }, default: from.default.sql },
    }),
    ...(from.identity === undefined ? {} : { identity: { value: from.identity, sequence: sibling(table, chosenName(table.name, [from.name], 'seq')) } }),
    relaxes: !from.nullable && after !== undefined,
    bound: carried.bound,
    sync: { name, before, ...(after === undefined ? {} : { after }) },
  }
}

/** The way back from the swap is a swap too: what the old column lost is built again first, while traffic goes on. */
const back = (change: ChangeTypeChange, context: RecipeContext, table: Table, swap: Swap, key: PrimaryKey | undefined, keys: readonly Twin[]): readonly DraftStep[] => {
  const { aside, column, incoming } = swap
  const old: Column = { ...change.from, name: aside, nullable: true, default: undefined, identity: undefined }
  const now: Table = {
    ...table,
    columns: [...table.columns.filter(c => c.name !== column), { ...change.from, type: change.to }, old],
    constraints: table.constraints.filter(c => c.kind !== 'check'),
  }
  const index = key === undefined ? undefined : indexBehind(swapIn(key, column, aside), helperName(key.name, 'old'))
  const twins = keys.map(({ table: child, present }): Twin => ({ table: child, present, twin: twinOf(present, column, aside, 'old') }))
  const isCrowded = swap.foreignKeys.length < keys.length
  const { drop } = swap.bound
  const boundBack = { drop: undone(swap.bound.create), create: undone(drop) }
  return [
    ...(change.from.nullable ? [] : setNotNullSafely(now, aside, context)),
    ...(index === undefined ? [] : createIndexSafely(now, index, context)),
    ...twins.flatMap(({ table: child, twin }) => addConstraintSafely(child, twin, context)),
    ...(isCrowded ? twins.flatMap(changeOver) : []),
    ...swapColumn({
      table: swap.table, column, incoming: aside, aside: incoming,
      ...(key === undefined || index === undefined ? {} : { primaryKey: { constraint: key, index } }),
      foreignKeys: isCrowded ? [] : twins.map(t => ({ ...t, table: t.table.name })),
      renamings: [...swap.renamings].reverse().map(r => ({ ...r, from: r.to, to: r.from })),
      ...(swap.sequence === undefined ? {} : {
        sequence: { present: { ...swap.sequence.settled, ownedBy: { table: swap.table, column: incoming } }, settled: { ...swap.sequence.present, ownedBy: { table: swap.table, column } }, default: swap.sequence.default },
      }),
      ...(swap.identity === undefined ? {} : { identity: swap.identity }),
      relaxes: false,
      bound: boundBack,
      sync: { name: swap.sync.name, before: swap.sync.after ?? [], after: swap.sync.before },
    }),
  ]
}

const withGuards = (swap: Swap, wayBack: readonly DraftStep[], fact: ReturnType<typeof noRowLacks>): readonly DraftStep[] => {
  const drafts = swapColumn(swap)
  const nothing = { grade: 'exact', because: 'undone with the whole swap', steps: [] } as const
  return drafts.map((d, position) => ({
    ...d,
    ...(position === 0 ? { facts: [fact], why: 'the names are about to change sides' } : {}),
    rollback: position === drafts.length - 1
      ? { grade: 'exact' as const, because: `the old column is still in step; values only the new type can hold stop the way back before anything is changed`, drafts: wayBack }
      : nothing,
  }))
}
