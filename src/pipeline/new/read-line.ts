import type { Diagnostic, Result } from '../../model/diagnostic.ts'
import { fail, ok } from '../../model/diagnostic.ts'
import type { Schema } from '../../model/schema.ts'
import type { Declared } from '../../dsl/write/column.ts'
import { shownSlot, type Form, type Given, type Slot } from './form.ts'
import { readType } from './read-type.ts'
import type { TypeValue } from './value.ts'

/** What stands on a command line after the kind. */
export interface Line {
  readonly words: readonly string[]
  /** By their names, without dashes. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>
}

/** Something the kind cannot do without, and the command line has not. */
export interface Missing {
  readonly slot?: Slot
  readonly option?: string
  readonly describe: string
  /** As the usage shows it: `TABLE.COLUMN`, `--type TYPE`. */
  readonly shown: string
}

/** `drop-index users_email_idx`: an index, constraint, trigger or policy tells its table, unless several have one of the name. */
const isLeftOut = (slots: readonly Slot[], words: readonly string[], at: number): boolean =>
  at === slots.length - 1 &&
  words.length === slots.length - 1 &&
  slots[0]?.is === 'table' &&
  ['index', 'constraint', 'trigger', 'policy'].includes(slots[1]?.is ?? '')

/** What is missing, in the order it is asked for. */
export const missingIn = ({ slots, options = {} }: Form, { words, options: given }: Line): readonly Missing[] => [
  ...slots.flatMap((slot, at) =>
    slot.isOptional === true || (words.length > 0 && isLeftOut(slots, words, at)) || (words[at] ?? '') !== ''
      ? []
      : [{ slot, describe: slot.describe, shown: shownSlot(slot) }],
  ),
  ...Object.entries(options).flatMap(([option, { isNeeded, describe, takes }]) =>
    isNeeded !== true || (given[option] ?? '') !== ''
      ? []
      : [{ option, describe, shown: `--${option} ${(takes ?? option).toUpperCase()}` }],
  ),
]

/** What is wrong with a command line by its form alone, in words; undefined where nothing is. */
export const slipIn = (form: Form, { words, options }: Line): string | undefined => {
  const { slots } = form
  if (words.length > slots.length && slots.at(-1)?.isRest !== true) return `${words[slots.length]} is one argument too many`
  const dotless = slots.find(({ is }, at) => (is === 'column' || is === 'references') && words[at] !== undefined && !/.\../.test(words[at]))
  if (dotless !== undefined) return `${words[slots.indexOf(dotless)]} names no column: it is ${shownSlot(dotless)}`
  const lacking = slots.find(
    ({ name, isOptional }, at) =>
      isOptional === true && name === 'value' && (words[at] ?? '') === '' && options['remove'] !== true && options['sql'] === undefined,
  )
  if (lacking !== undefined)
    return `${form.name} needs ${lacking.name.toUpperCase()}, or ${form.options?.['remove'] === undefined ? '--sql' : '--remove'}`
  return undefined
}

/** The command line as a kind reads it; its types are read here, since each may be none. */
export function readLine(
  form: Form,
  line: Line,
  schema: Schema,
  declared: Declared,
): Result<{ readonly given: Given; readonly diagnostics: readonly Diagnostic[] }> {
  const word = (name: string): string => {
    const at = form.slots.findIndex(slot => slot.name === name)
    return (at < 0 ? undefined : line.words[at]) ?? ''
  }
  const option = (name: string): string | undefined => {
    const value = line.options[name]
    return typeof value === 'string' ? value : undefined
  }
  const problems: Diagnostic[] = []
  const types = new Map<string, TypeValue>()
  const typed = [
    ...form.slots.filter(({ is }) => is === 'type').map(({ name }) => [name, word(name)] as const),
    ...Object.entries(form.options ?? {}).flatMap(([name, { takes }]) => (takes === 'type' ? [[name, option(name) ?? ''] as const] : [])),
  ]
  for (const [name, spelled] of typed) {
    const read = readType(spelled, schema, declared)
    if (!read.ok) return fail(...read.diagnostics)
    types.set(name, read.value)
  }
  const given: Given = {
    schema,
    declared,
    word,
    rest: line.words.slice(form.slots.length - 1),
    option,
    flag: name => line.options[name] === true,
    type: name => {
      const type = types.get(name)
      if (type === undefined) throw new Error(`${form.name} has no type called ${name}`)
      return type
    },
    readType: spelled => {
      const read = readType(spelled, schema, declared)
      if (read.ok) return read.value
      problems.push(...read.diagnostics)
      return undefined
    },
  }
  return ok({ given, diagnostics: problems })
}
