import type { Check, Constraint, ForeignKey, ReferentialAction } from '../../../model/schema.ts'
import { hasOnly, type Idioms } from '../../idiom.ts'
import type { RailsContext } from '../context.ts'
import { ruby, rubyPair, rubyRest, rubyString, rubySymbol, rubySymbols, type Ruby } from '../ruby.ts'

/** The method's noun, by kind of constraint; other kinds are said in SQL. */
const nouns = { check: 'check_constraint', 'foreign-key': 'foreign_key', unique: 'unique_constraint' } as const

export const constraintIdioms: Idioms<RailsContext> = {
  'add-constraint': (step, context) => {
    const { constraint, usingIndex } = step
    const table = context.table(step.table)
    if (table === undefined || hasForeignName(constraint)) return undefined
    if (constraint.kind === 'check') {
      const check = railsCheck(constraint)
      return check && view('add', constraint, [table, check.expression], check.options)
    }
    if (constraint.kind === 'foreign-key') {
      const key = railsForeignKey(constraint, context)
      return key && view('add', constraint, [table, key.to], key.options)
    }
    if (
      constraint.kind !== 'unique' ||
      usingIndex === undefined ||
      !context.since('7.1') ||
      !hasOnly(constraint, ['kind', 'name', 'columns', 'include', 'nullsNotDistinct', 'deferrable'])
    )
      return undefined
    const deferrable = constraint.deferrable === undefined ? [] : [deferred(constraint.deferrable)]
    return view(
      'add',
      constraint,
      [table],
      [rubyPair('name', rubyString(constraint.name)), rubyPair('using_index', rubyString(usingIndex.name)), ...deferrable],
    )
  },

  'validate-constraint': ({ table, constraint }, context) =>
    constraint.kind === 'unique' ? undefined : byName('validate', context.table(table), constraint),

  // `if_exists` looks for a foreign key to the same table, not of the same name; checks have it since 7.1.
  'drop-constraint': ({ table, constraint }, context) => {
    if (context.isWayBack && (constraint.kind !== 'check' || !context.since('7.1'))) return undefined
    if (constraint.kind === 'unique' && !context.since('7.1')) return undefined
    return byName('remove', context.table(table), constraint, context.isWayBack ? [rubyPair('if_exists', ruby('true'))] : [])
  },
}

const byName = (verb: 'validate' | 'remove', table: Ruby | undefined, constraint: Constraint, more: readonly Ruby[] = []) =>
  table === undefined || hasForeignName(constraint)
    ? undefined
    : view(verb, constraint, [table], [rubyPair('name', rubyString(constraint.name)), ...more])

const view = (verb: string, { kind }: Constraint, first: readonly Ruby[], rest: readonly Ruby[]) => {
  if (!(kind in nouns)) return undefined
  const noun = nouns[kind as keyof typeof nouns]
  return { noun, target: first.join(', '), options: rubyRest(`${verb}_${noun}`, first, rest) }
}

/** Of all names Rails writes only that of a check without quotes (6.1, 7.2). */
const keepsItsName = ({ name }: Check): boolean => /^[a-z_][a-z0-9_]*$/.test(name)

export const railsCheck = (check: Check): { readonly expression: Ruby; readonly options: readonly Ruby[] } | undefined =>
  hasOnly(check, ['kind', 'name', 'expression', 'validated']) && keepsItsName(check)
    ? { expression: rubyString(check.expression), options: [rubyPair('name', rubyString(check.name)), ...unvalidated(check.validated)] }
    : undefined

export const railsForeignKey = (
  key: ForeignKey,
  { since, table }: RailsContext,
): { readonly to: Ruby; readonly options: readonly Ruby[] } | undefined => {
  const to = table(key.references)
  const onDelete = actionOf(key.onDelete)
  const onUpdate = actionOf(key.onUpdate)
  if (to === undefined || onDelete === 'none' || onUpdate === 'none' || !hasOnly(key, foreignKeyParts)) return undefined
  if (key.columns.length > 1 && !since('7.1')) return undefined
  if (key.deferrable !== undefined && !since('7.0')) return undefined
  return {
    to,
    options: [
      rubyPair('column', rubySymbols(key.columns)),
      rubyPair('primary_key', rubySymbols(key.referencedColumns)),
      rubyPair('name', rubyString(key.name)),
      ...(onDelete === undefined ? [] : [rubyPair('on_delete', rubySymbol(onDelete))]),
      ...(onUpdate === undefined ? [] : [rubyPair('on_update', rubySymbol(onUpdate))]),
      ...(key.deferrable === undefined ? [] : [deferred(key.deferrable)]),
      ...unvalidated(key.validated),
    ],
  }
}

const foreignKeyParts = [
  'kind',
  'name',
  'columns',
  'references',
  'referencedColumns',
  'onDelete',
  'onUpdate',
  'deferrable',
  'validated',
] as const

const unvalidated = (validated: boolean): readonly Ruby[] => (validated ? [] : [rubyPair('validate', ruby('false'))])

const deferred = (deferrable: 'deferrable' | 'initially-deferred'): Ruby =>
  rubyPair('deferrable', rubySymbol(deferrable === 'initially-deferred' ? 'deferred' : 'immediate'))

/** Rails' word; absent for the default, `none` where it has no word. */
const actionOf = (action: ReferentialAction | undefined): string | undefined =>
  ({ 'no action': undefined, restrict: 'restrict', cascade: 'cascade', 'set null': 'nullify', 'set default': 'none' })[
    action ?? 'no action'
  ]

const hasForeignName = ({ name }: Constraint): boolean => /[".]/.test(name)
