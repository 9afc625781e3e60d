import type { Schema } from '../../model/schema.ts'
import type { Declared } from '../../dsl/write/column.ts'
import type { TypeValue, Value } from './value.ts'

/** What a word on the command line names: how it is checked, asked for and completed. */
export type Naming =
  | 'table'
  | 'column'
  | 'columns'
  | 'index-parts'
  | 'references'
  | 'type'
  | 'index'
  | 'constraint'
  | 'trigger'
  | 'policy'
  | 'enum'
  | 'label'
  | 'domain'
  | 'domain-check'
  | 'user-type'
  | 'view'
  | 'routine'
  | 'sequence'
  | 'extension'
  | 'schema-name'
  | 'privileges'
  | 'new-name'
  | 'sql'
  | 'text'
  | 'columns-of-new-table'

/** An argument by its place. Tables stand before what belongs to them. */
export interface Slot {
  readonly name: string
  readonly is: Naming
  readonly describe: string
  readonly isOptional?: true
  /** Takes all that is left. */
  readonly isRest?: true
}

export interface FormOption {
  readonly describe: string
  /** Without it the option is a flag. */
  readonly takes?: Naming
  readonly choices?: readonly string[]
  /** The change cannot be said without it. */
  readonly isNeeded?: true
}

/** A call of the DSL: on a table (`t => t.addColumn(…)`) or on the schema. */
export interface Call {
  readonly on?: string
  readonly method: string
  readonly given: readonly Value[]
}

/** What is to be written, before it is text. */
export interface Draft {
  readonly title: string
  readonly calls: readonly Call[]
  /** What the author has to look at or fill in: lines of comment above the change. */
  readonly notes?: readonly string[]
}

/** The command line of one kind, read. */
export interface Given {
  readonly schema: Schema
  /** Enums and domains of the schema, by the variables that stand for them in the file. */
  readonly declared: Declared
  /** A word by the name of its slot; empty where it was left out. */
  readonly word: (name: string) => string
  readonly rest: readonly string[]
  readonly option: (name: string) => string | undefined
  readonly flag: (name: string) => boolean
  /** The type that stands in a slot or option. */
  readonly type: (name: string) => TypeValue
  /** Any other spelling of a type; undefined where there is none of that name, which is reported. */
  readonly readType: (spelled: string) => TypeValue | undefined
}

const groups = [
  'columns',
  'indexes',
  'constraints',
  'tables',
  'partitions',
  'enums and domains',
  'views, functions, triggers, sequences',
  'who may do what',
  'rows, and SQL of your own',
] as const

/** One kind of change as the command line says it. */
export interface Form {
  readonly name: string
  readonly group: (typeof groups)[number]
  readonly does: string
  readonly slots: readonly Slot[]
  readonly options?: Readonly<Record<string, FormOption>>
  /** What stands after `lockstep new`. */
  readonly example: string
  /** Why it starts from a template that its author completes, where it does. */
  readonly isTemplate?: string
  readonly draft: (given: Given) => Draft
}

export const slot = (name: string, is: Naming, describe: string, more: Pick<Slot, 'isOptional' | 'isRest'> = {}): Slot => ({
  name,
  is,
  describe,
  ...more,
})

/** How an argument is shown in a usage line. */
export const shownSlot = ({ name, is, isOptional, isRest }: Slot): string => {
  const word =
    is === 'column' || is === 'references' ? (name === 'to' ? 'TABLE.COLUMN' : `TABLE.${name.toUpperCase()}`) : name.toUpperCase()
  return isOptional === true ? `[${word}${isRest === true ? ' …' : ''}]` : word
}

/** A kind's command line: `lockstep new rename-column TABLE.COLUMN TO`. */
export const usageOf = ({ name, slots, options = {} }: Form): string =>
  [
    `lockstep new ${name}`,
    ...slots.map(shownSlot),
    ...Object.entries(options)
      .filter(([, { isNeeded }]) => isNeeded)
      .map(([option, { takes }]) => `--${option} ${(takes ?? option).toUpperCase()}`),
  ].join(' ')
