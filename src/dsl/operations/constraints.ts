import { keyOf } from '../../model/name.ts'
import { constraintIn, primaryKeyOf, type Deferrable, type Expression } from '../../model/schema.ts'
import { nameConstraints } from '../build-table.ts'
import { checkConstraint } from '../check-table.ts'
import { alreadyThere, mistake } from '../mistakes.ts'
import { changes, unless, withConstraint, wrong, type Outcome, type TableOperation, type TableSituation } from '../outcome.ts'
import {
  checkDraft,
  exclusionDraft,
  foreignKeyDraft,
  primaryKeyDraft,
  uniqueDraft,
  type CheckOptions,
  type ConstraintDraft,
  type ExclusionOptions,
  type KeyOptions,
  type ReferenceOptions,
  type UniqueOptions,
} from '../parts.ts'

const add = (situation: TableSituation, draft: ConstraintDraft): Outcome => {
  const { table, schema, site } = situation
  const constraint = nameConstraints(table.name, [draft], [...table.constraints, ...table.indexes])[0]!
  const key = primaryKeyOf(table)
  return unless(
    [
      ...(constraintIn(table, constraint.name) === undefined
        ? []
        : [alreadyThere('constraint', keyOf(table.name), constraint.name, site())]),
      ...(constraint.kind === 'primary-key' && key !== undefined
        ? [
            mistake(
              'two-primary-keys',
              `${keyOf(table.name)} has a primary key already: ${key.name}`,
              `Drop it first: .dropConstraint('${key.name}').`,
              site(),
            ),
          ]
        : []),
      ...checkConstraint(table, constraint, schema, site),
    ],
    { kind: 'add-constraint', table: table.name, constraint },
  )
}

const renameConstraint = (situation: TableSituation, from: string, to: string): Outcome =>
  withConstraint(situation, from, () =>
    constraintIn(situation.table, to) === undefined
      ? changes({ kind: 'rename-constraint', table: situation.table.name, from, to })
      : wrong(alreadyThere('constraint', keyOf(situation.table.name), to, situation.site())),
  )

const setDeferrable = (situation: TableSituation, name: string, to: Deferrable | null): Outcome =>
  withConstraint(situation, name, constraint =>
    changes({
      kind: 'set-constraint-deferrable',
      table: situation.table.name,
      constraint: name,
      from: 'deferrable' in constraint ? constraint.deferrable : undefined,
      to: to ?? undefined,
    }),
  )

export const constraintOperations = {
  addPrimaryKey: (situation: TableSituation, columns: readonly string[], options?: KeyOptions<string>) =>
    add(situation, primaryKeyDraft(columns, options)),
  addUnique: (situation: TableSituation, columns: readonly string[], options?: UniqueOptions<string>) =>
    add(situation, uniqueDraft(columns, options)),
  addCheck: (situation: TableSituation, name: string, expression: Expression, options?: CheckOptions) =>
    add(situation, checkDraft(name, expression, options)),
  addForeignKey: (
    situation: TableSituation,
    columns: readonly string[],
    table: string,
    referenced: readonly string[],
    options?: ReferenceOptions,
  ) => add(situation, foreignKeyDraft(columns, table, referenced, options)),
  addExclusion: (situation: TableSituation, name: string, definition: Expression, options: ExclusionOptions<string>) =>
    add(situation, exclusionDraft(name, definition, options)),
  dropConstraint: (situation: TableSituation, name: string) =>
    withConstraint(situation, name, constraint => changes({ kind: 'drop-constraint', table: situation.table.name, constraint })),
  validateConstraint: (situation: TableSituation, name: string) =>
    withConstraint(situation, name, constraint => changes({ kind: 'validate-constraint', table: situation.table.name, constraint })),
  renameConstraint,
  setDeferrable,
} satisfies Readonly<Record<string, TableOperation>>
