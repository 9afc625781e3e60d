import type { Name } from '../../../model/name.ts'
import { codeLines, codeMessage } from '../../code-stub.ts'
import type { Idioms } from '../../idiom.ts'
import type { RailsContext } from '../context.ts'
import { ruby, rubyString, rubyText, type Ruby } from '../ruby.ts'

/*
 * Not here: rename_table, which also renames the primary key's index and sequence and every index named after the
 * table; create_enum of 7.0, which does nothing where another schema has a type of that name; add_enum_value, which up
 * to 7.2 cannot say IF NOT EXISTS: a label outlives its rollback, and the migration must run again after it.
 */
export const objectIdioms: Idioms<RailsContext> = {
  'create-enum': ({ enum: { name, values, comment } }, { since }) => {
    const type = typeName(name)
    if (type === undefined || comment !== undefined || !since('7.1')) return undefined
    return { type, values: values.map(rubyString).join(', ') }
  },

  'drop-enum': ({ enum: { name } }, { since }) => {
    const type = typeName(name)
    return type === undefined || !since('7.1') ? undefined : { type }
  },

  'rename-enum-value': ({ enum: name, from, to }, { since }) => {
    const type = typeName(name)
    // Up to 7.2 labels stand between quotes as they are.
    if (type === undefined || !since('7.1') || `${from}${to}`.includes("'")) return undefined
    return { type, from: rubyString(from), to: rubyString(to) }
  },

  'create-extension': ({ extension: { name, schema } }) =>
    schema === undefined && !/[".]/.test(name) ? { name: rubyString(name) } : undefined,

  // Up to 7.0 it cascades.
  'drop-extension': ({ extension: { name } }, { since }) => (since('7.1') && !/[".]/.test(name) ? { name: rubyString(name) } : undefined),

  'run-code': step => ({
    lines: codeLines(step.up).map(line => ruby(line === '' ? '' : ` ${line}`)),
    message: rubyText(codeMessage(step), 'WHY'),
  }),
}

const typeName = ({ schema, name }: Name): Ruby | undefined => {
  if (/[".]/.test(name) || (schema !== undefined && /[".]/.test(schema))) return undefined
  return rubyString(schema === undefined ? name : `${schema}.${name}`)
}
