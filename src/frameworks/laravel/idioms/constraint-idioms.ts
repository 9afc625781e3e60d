import type { ForeignKey } from '../../../model/schema.ts'
import { hasOnly, type Idioms } from '../../idiom.ts'
import { isPlain, type LaravelContext } from '../context.ts'
import { phpCall, phpChain, phpString, phpStrings, type Php } from '../php.ts'

/* Not here: dropForeign(), which stops where the key is gone already, and on SQLite. */
export const constraintIdioms: Idioms<LaravelContext> = {
  'add-constraint': ({ table, constraint }, context) => {
    const owner = context.table(table)
    const calls = constraint.kind === 'foreign-key' ? foreignCalls(constraint, context) : undefined
    return owner && calls && { schema: context.schema, table: owner, constraint: phpChain(calls) }
  },
}

/** `foreign('user_id', 'fk')`, `references('id')`, …; absent where the builder cannot say it. */
export const foreignCalls = (key: ForeignKey, { table }: LaravelContext): readonly Php[] | undefined => {
  const on = table(key.references)
  if (
    on === undefined ||
    !hasOnly(key, ['kind', 'name', 'columns', 'references', 'referencedColumns', 'onDelete', 'onUpdate', 'deferrable', 'validated'])
  )
    return undefined
  if (![key.name, ...key.columns, ...key.referencedColumns].every(isPlain)) return undefined
  const action = (call: string, what: string | undefined) =>
    what === undefined || what === 'no action' ? [] : [phpCall(call, phpString(what))]
  return [
    phpCall('foreign', phpStrings(key.columns), phpString(key.name)),
    phpCall('references', phpStrings(key.referencedColumns)),
    phpCall('on', on),
    ...action('onDelete', key.onDelete),
    ...action('onUpdate', key.onUpdate),
    ...(key.deferrable === undefined ? [] : [phpCall('deferrable')]),
    ...(key.deferrable === 'initially-deferred' ? [phpCall('initiallyImmediate', false)] : []),
    ...(key.validated ? [] : [phpCall('notValid')]),
  ]
}
