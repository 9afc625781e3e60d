import { nameOf, type Name } from '../model/name.ts'
import type { Domain, Enum, Expression, Extension, Index, Routine, Sequence, View } from '../model/schema.ts'
import { ColumnBuilder, type LabelOf } from './column.ts'
import { quoteIdentifier } from './quote.ts'
import { indexDraft, said, type IndexOptions, type IndexPartDraft } from './parts.ts'
import { freeName, joinColumns } from './naming.ts'

/** `billing.invoices` → the table of that schema; without a dot, the one the search path finds. Objects of `Name` pass through. */
export const nameFrom = (key: string): Name => {
  const dot = key.indexOf('.')
  return dot > 0 && dot < key.length - 1 ? nameOf(key.slice(dot + 1), key.slice(0, dot)) : { name: key }
}

const printName = ({ schema, name }: Name): string => (schema === undefined ? '' : `${quoteIdentifier(schema)}.`) + quoteIdentifier(name)

/** An enum type. Called, it is a column of it: `status: orderStatus().default('new')`. */
export interface EnumDefinition<Name extends string, Label extends string> {
  (): ColumnBuilder<Label, LabelOf<Name>>
  readonly key: Name
  readonly enum: Enum
  readonly labels?: Label
}

/** `const orderStatus = enumType('order_status', ['new', 'paid'])`; listed under `enums` of `schema`. */
export const enumType = <const Name extends string, const Label extends string>(
  name: Name,
  values: readonly Label[],
  options: Omit<Enum, 'name' | 'values'> = {},
): EnumDefinition<Name, Label> => {
  const own = nameFrom(name)
  const draft = { type: { kind: 'enum', reference: own, native: printName(own) }, nullable: true, labels: values } as const
  return Object.assign(() => new ColumnBuilder<Label, LabelOf<Name>>(draft), { key: name, enum: { name: own, values, ...said(options) } })
}

/** A domain. Called, it is a column of it. */
export interface DomainDefinition<Name extends string, Value> {
  (): ColumnBuilder<Value>
  readonly key: Name
  readonly domain: Domain
}

export interface DomainOptions extends Omit<Domain, 'name' | 'type' | 'nullable' | 'checks'> {
  readonly notNull?: boolean
  readonly checks?: readonly {
    readonly name: string
    readonly expression: Expression
    readonly notValid?: boolean
    readonly comment?: string
  }[]
}

/** ``const email = domain('email', text(), { checks: [{ name: 'email_check', expression: sql`VALUE LIKE '%@%'` }] })`` */
export const domain = <const Name extends string, Value, Stored>(
  name: Name,
  base: ColumnBuilder<Value, Stored>,
  { notNull = false, checks = [], ...options }: DomainOptions = {},
): DomainDefinition<Name, Value> => {
  const own = nameFrom(name)
  const builder = new ColumnBuilder<Value>({ type: { kind: 'domain', reference: own, native: printName(own) }, nullable: true })
  return Object.assign(() => builder, {
    key: name,
    domain: {
      name: own,
      type: base.draft.type,
      nullable: !notNull,
      ...said(options),
      checks: checks.map(({ name: check, expression, notValid = false, comment }) => ({
        kind: 'check' as const,
        name: check,
        expression: expression.sql,
        validated: !notValid,
        ...said({ comment }),
      })),
    },
  })
}

/** Views, sequences, routines and extensions: a value with its kind and name, for lists and for `create…`. */
export interface ObjectDefinition<Kind extends string, Name extends string, Value> {
  readonly kind: Kind
  readonly key: Name
  readonly value: Value
}

export interface ViewOptions extends Omit<View, 'name' | 'query' | 'materialized' | 'columns' | 'reads' | 'indexes'> {
  readonly columns?: readonly string[]
  /** Columns it reads, by table: what a change of a column runs into. */
  readonly reads?: Readonly<Record<string, readonly string[]>>
}

export interface MaterializedViewOptions extends ViewOptions {
  readonly indexes?: readonly ({ readonly parts: readonly IndexPartDraft<string>[] } & IndexOptions<string>)[]
}

const viewOf = (
  name: string,
  query: Expression,
  materialized: boolean,
  { indexes, columns = [], reads = {}, ...options }: MaterializedViewOptions,
): View => {
  const own = nameFrom(name)
  const named: Index[] = []
  for (const { parts, ...rest } of indexes ?? []) {
    const draft = indexDraft(parts, rest)
    const label = joinColumns(partNames(draft))
    named.push({ ...draft, name: draft.name ?? freeName(own.name, label, 'idx', taken => named.some(i => i.name === taken)) })
  }
  return {
    name: own,
    query: query.sql,
    materialized,
    reads,
    columns,
    ...said({ ...options, ...(indexes === undefined ? {} : { indexes: named }) }),
  }
}

export const view = <const Name extends string>(
  name: Name,
  query: Expression,
  options: ViewOptions = {},
): ObjectDefinition<'view', Name, View> => ({ kind: 'view', key: name, value: viewOf(name, query, false, options) })

export const materializedView = <const Name extends string>(
  name: Name,
  query: Expression,
  options: MaterializedViewOptions = {},
): ObjectDefinition<'view', Name, View> => ({ kind: 'view', key: name, value: viewOf(name, query, true, options) })

export interface SequenceOptions extends Omit<Sequence, 'name' | 'type' | 'options' | 'ownedBy'> {
  readonly type?: Sequence['type']
  /** As the catalog gives it: ``sql`INCREMENT BY 1 START WITH 1000` ``. */
  readonly options?: Expression
  readonly ownedBy?: { readonly table: string; readonly column: string }
}

export const sequence = <const Name extends string>(
  name: Name,
  { type = 'bigint', options, ownedBy, ...rest }: SequenceOptions = {},
): ObjectDefinition<'sequence', Name, Sequence> => ({
  kind: 'sequence',
  key: name,
  value: {
    name: nameFrom(name),
    type,
    options: options?.sql ?? '',
    ...said({ ownedBy: ownedBy && { table: nameFrom(ownedBy.table), column: ownedBy.column }, ...rest }),
  },
})

export interface RoutineOptions extends Omit<Routine, 'name' | 'arguments' | 'kind' | 'definition'> {
  /** The whole CREATE OR REPLACE statement. */
  readonly definition: Expression
  readonly kind?: Routine['kind']
}

/** A function or procedure; `args` as DROP needs them: `integer, text`. */
export const routine = <const Name extends string>(
  name: Name,
  args: string,
  { definition, kind = 'function', ...rest }: RoutineOptions,
): ObjectDefinition<'routine', Name, Routine> => ({
  kind: 'routine',
  key: name,
  value: { name: nameFrom(name), arguments: args, kind, definition: definition.sql, ...said(rest) },
})

export const extension = <const Name extends string>(
  name: Name,
  options: { readonly schema?: string } = {},
): ObjectDefinition<'extension', Name, Extension> => ({ kind: 'extension', key: name, value: { name, ...said(options) } })

/** What each part contributes to a generated index name: the column, the function an expression starts with, or `expr`. */
export const partNames = ({ parts, include = [] }: Pick<Index, 'parts' | 'include'>): readonly string[] => {
  const names: string[] = []
  for (const base of [
    ...parts.map(({ column, expression = '' }) => column ?? /^\(*"?([A-Za-z_]\w*)"?\s*\(/.exec(expression)?.[1]?.toLowerCase() ?? 'expr'),
    ...include,
  ]) {
    let name = base
    for (let pass = 1; names.includes(name); pass++) name = `${base}${pass}`
    names.push(name)
  }
  return names
}
