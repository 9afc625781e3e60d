import { keyOf } from '../model/name.ts'
import { primaryKeyOf, tableIn, type Column, type Table } from '../model/schema.ts'
import type { SyncPair } from '../steps/shapes/column.ts'
import type { DataFact } from '../steps/engine.ts'
import { inSchemaTexts } from '../steps/sql-texts.ts'
import { applyAll, invertStep } from '../steps/index.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeTypeChange } from './change.ts'
import { carryDependents } from './dependents.ts'
import { noRowLacks } from './facts.ts'
import { fillRows } from './fill-rows.ts'
import { changeOver, keyOver, twinOf } from './foreign-key-twins.ts'
import { codeDeployed, oldVersionDrained, soakElapsed } from './gates.ts'
import {
  contract,
  draft,
  expand,
  migrate,
  type Candidate,
  type DraftStep,
  type Recipe,
  type RecipeContext,
  type Refusal,
  type StageDraft,
} from './recipe.ts'
import { addConstraintSafely, createIndexSafely, helperName, indexBehind, splitNotNull, tableOfStep } from './safely.ts'
import { retypedDefault } from './retyped-default.ts'
import { instead, readsAlike } from './step-aside.ts'
import { back, swapOf, withGuards } from './swap-type.ts'
import { comesBackWhole, conversionOf, mayRefuseValues, overNewRow } from './type-conversion.ts'

/** Copies the column under another name, keeps both equal, and swaps the names in one catalog-only transaction. */
export const shadowType: Recipe<ChangeTypeChange> = (change, context) => shadowTypeAs(change, context)

/** @param rewritten SQL text over the column in terms of the new type; needed where the text names the old one */
export const shadowTypeAs = (
  change: ChangeTypeChange,
  context: RecipeContext,
  rewritten?: (sql: string) => string,
): Candidate | Refusal => {
  const recipe = 'shadow-and-swap'
  const table = tableIn(context.schema, change.table)!
  const { from } = change
  if (context.isNew(table)) return { recipe, refused: 'no code knows the table yet: the type is changed in place' }
  if (context.policy.triggers === 'never') {
    return {
      recipe,
      refused: 'the team allows no triggers, and without one no running code can survive that the name changes sides',
      instead: `give the new type a new name: add a column of it (with a backfill), let the application write both, then drop ${from.name}; or allow the trigger (triggers: allow)`,
    }
  }
  if (from.generated !== undefined)
    return { recipe, refused: `${from.name} is generated`, instead: 'add a generated column of the new type, then drop this one' }
  const shadow = helperName(from.name, 'new')
  const aside = helperName(from.name, 'old')
  const key = primaryKeyOf(table)
  const isKey = key?.columns.includes(from.name) === true
  const bare: Column = {
    name: shadow,
    type: change.to,
    nullable: true,
    ...(from.collation === undefined ? {} : { collation: from.collation }),
  }
  const carried = carryDependents(
    isKey ? { ...table, constraints: table.constraints.filter(c => c !== key) } : table,
    from,
    bare,
    context,
    rewritten === undefined ? {} : { after: inSchemaTexts(context.schema, rewritten), text: rewritten },
  )
  if (carried.blockers.length > 0) {
    return { recipe, refused: `${carried.blockers.join(', ')} cannot follow a copied column`, instead: instead(carried.blockers) }
  }
  if (carried.bound.names.length > 0 && rewritten === undefined && !readsAlike(from.type, change.to)) {
    return {
      recipe,
      refused: `${carried.bound.names.join(', ')} may not mean the same of ${change.to.native}`,
      instead: `drop ${carried.bound.names.join(', ')} first and create it as it should be afterwards, in the same change file`,
    }
  }
  const quote = context.engine.quoteIdentifier
  const { forward, backward } = conversionOf(change, context)
  const rename = (expression: string, to: string): string => context.engine.semantics.renameColumn(expression, from.name, to)
  const sharedDefault =
    from.default !== undefined && from.ownedSequence === undefined && !context.engine.isVolatile(from.default.sql, context.schema)
      ? retypedDefault(from)
      : undefined
  const defaults = sharedDefault === undefined ? {} : { fromDefault: sharedDefault.sql, toDefault: sharedDefault.sql }
  const name = helperName('zz_lockstep', table.name.name, from.name)
  const pair = (old: string, fresh: string): SyncPair => ({
    from: old,
    to: fresh,
    forward: overNewRow(rename(forward, old), old, context),
    backward: overNewRow(rename(backward, fresh), fresh, context),
    ...defaults,
  })
  const before = [pair(from.name, shadow)]
  const after = [pair(aside, from.name)]

  const keyIndex =
    key === undefined || !isKey ? undefined : { ...indexBehind(keyOver(key, from.name, shadow), helperName(key.name, 'new')) }
  const withShadow: Table = { ...table, columns: [...table.columns, bare] }
  const twins = carried.incoming.map(({ table: child, foreignKey }) => ({
    table: child,
    present: foreignKey,
    twin: twinOf(foreignKey, from.name, shadow, 'new'),
  }))
  const together = `shadow ${keyOf(table.name)}.${from.name}`
  const trigger = { table: change.table, name } as const
  const fill = fillRows(table, [{ column: shadow, expression: forward }], `${quote(shadow)} IS DISTINCT FROM (${forward})`)
  const refill = fillRows(table, [{ column: aside, expression: backward }], `${quote(aside)} IS DISTINCT FROM (${backward})`)
  // One referencing table may go with the swap; more would be locked all at once, so each changes over before it.
  const isCrowded = twins.length > 1
  const changeovers = isCrowded ? twins.flatMap(changeOver) : []
  const swap = swapOf({
    change,
    context,
    table,
    shadow,
    aside,
    key: isKey ? key : undefined,
    keyIndex,
    twins: isCrowded ? [] : twins,
    carried,
    name,
    before,
    after: context.policy.softDrop ? after : undefined,
  })
  const drop: Column = { ...from, name: aside, nullable: true, default: undefined, identity: undefined, ownedSequence: undefined }
  const fact = noRowLacks(table, `${quote(shadow)} IS DISTINCT FROM (${forward})`, `differ in ${shadow}`, context.engine, [shadow])
  const swapDrafts = withGuards(swap, back(change, context, table, swap, isKey ? key : undefined, twins), fact)
  const swapTogether = `swap ${table.name.name}.${from.name}`
  const dropOld = draft(
    { kind: 'drop-column', table: change.table, column: drop },
    {
      why: 'nobody needs the old type any more',
      together: context.policy.softDrop ? 'drop old' : swapTogether,
      ...(comesBackWhole(change)
        ? {
            rollback: {
              grade: 'leaves residue' as const,
              because: `${aside} is filled again from ${from.name}; ${aside} comes back as the last column`,
            },
          }
        : {}),
    },
  )

  const [notNull, rest] = splitNotNull(carried.build)

  const rule = `writes to ${keyOf(table.name)}.${from.name} only what ${change.to.native} takes`
  const isPartial = rewritten === undefined && mayRefuseValues(change)
  const begun: readonly StageDraft[] = [
    {
      ...expand(
        draft(
          { kind: 'add-column', table: change.table, column: bare },
          {
            why: 'without value: no row is touched',
            avoids: 'rewrites-table',
            together,
            rollback: { grade: 'exact', because: 'the copy holds nothing of its own' },
          },
        ),
        ...(sharedDefault === undefined
          ? []
          : [draft({ kind: 'set-default', table: change.table, column: shadow, from: undefined, to: sharedDefault }, { together })]),
        ...carried.attributes.map(d => ({ ...d, together })),
        draft({ kind: 'create-sync-trigger', ...trigger, pairs: before }, { why: 'what is written to one is in the other', together }),
      ),
      gate: isPartial
        ? [codeDeployed(`All running code ${rule}: from here on anything else is refused`, { kind: 'keep-rule', table: table.name, rule })]
        : [],
    },
    migrate(
      draft(fill, {
        why: 'in batches, so that no row stays locked and no transaction grows old',
        avoids: 'blocks-writes',
        rollback: { grade: 'exact', because: 'the copy goes with its column', steps: [] },
      }),
      ...(keyIndex === undefined ? [] : createIndexSafely(withShadow, keyIndex, context)),
      ...rest,
      ...twins.flatMap(({ table: child, twin }) => addConstraintSafely(child, twin, context)),
    ),
    contract(
      [
        codeDeployed(`Code that can read ${keyOf(change.table)}.${from.name} as ${change.to.native} is deployed everywhere`, {
          kind: 'use-column',
          table: change.table,
          column: from.name,
        }),
        oldVersionDrained(),
      ],
      ...withFact(changeovers, fact),
      ...notNull.map(d => ({ ...d, together: swapTogether, apart: false })),
      ...swapDrafts,
      ...(context.policy.softDrop ? [] : [dropOld]),
    ),
  ]
  const dropLater =
    sharedDefault === undefined || !context.policy.softDrop
      ? dropOld
      : { ...dropOld, rollback: { ...comesBackEmpty(begun, dropOld.step, aside, context), ...dropOld.rollback } }

  return {
    recipe,
    how: 'copies the column under another name in batches, keeps both equal by a trigger, swaps the names in one short transaction, and drops the old one after a soak',
    stages: [
      ...begun,
      ...(context.policy.softDrop
        ? [
            contract(
              [soakElapsed()],
              draft(
                { kind: 'drop-sync-trigger', ...trigger, pairs: after },
                {
                  together: 'drop old',
                  rollback: {
                    grade: 'exact',
                    because: `${aside} is filled again from ${from.name}`,
                    steps: [{ kind: 'create-sync-trigger', ...trigger, pairs: after }, refill],
                  },
                },
              ),
              dropLater,
            ),
          ]
        : []),
    ],
    notes: [
      ...carried.notes,
      `At the swap, server-side prepared statements that return ${keyOf(change.table)}.${from.name} fail once with 0A000 (cached plan must not change result type) and heal when prepared again outside a transaction; recycling the connection pool right after avoids it.`,
    ],
    matrix: [
      { version: 'old', stage: 1, holds: true, because: `${from.name} is untouched` },
      { version: 'new', stage: 1, holds: true, because: `it can read ${from.name} as either type` },
      {
        version: 'old',
        stage: 2,
        holds: false,
        because: `${from.name} is ${change.to.native}: the gate before it says the old version is drained`,
      },
      { version: 'new', stage: 2, holds: true, because: `${from.name} is ${change.to.native}` },
      { version: 'rolled back', stage: 2, holds: true, because: `the old column is kept in step as ${aside} until the soak is over` },
    ],
  }
}

/** The old column comes back without its default, which would fill it with one value where it must be unique; that follows. */
const comesBackEmpty = (
  begun: readonly StageDraft[],
  drop: Step,
  aside: string,
  { schema, engine: { semantics } }: RecipeContext,
): Pick<NonNullable<DraftStep['rollback']>, 'steps' | 'residue' | 'grade' | 'because'> => {
  const before = applyAll(
    begun.flatMap(stage => stage.steps.map(d => d.step)),
    schema,
    semantics,
  )
  const name = tableOfStep(drop)!
  const table = tableIn(before, name)!
  const value = table.columns.find(c => c.name === aside)?.default
  const empty: Table = { ...table, columns: table.columns.map(c => (c.name === aside ? { ...c, default: undefined } : c)) }
  const inverse = invertStep(drop, { ...before, tables: before.tables.with(keyOf(name), empty) }, semantics)
  if (inverse.grade === 'irreversible') return inverse
  return {
    grade: inverse.grade,
    because: inverse.because ?? `${aside} comes back`,
    residue: inverse.residue ?? [],
    steps: [
      ...inverse.steps,
      ...(value === undefined ? [] : [{ kind: 'set-default', table: name, column: aside, from: undefined, to: value } as const]),
    ],
  }
}

const withFact = (drafts: readonly DraftStep[], fact: DataFact): readonly DraftStep[] =>
  drafts.map((d, i) => (i === 0 ? { ...d, facts: [fact] } : d))
