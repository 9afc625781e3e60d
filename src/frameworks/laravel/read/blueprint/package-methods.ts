import { Opaque } from '../php/frame.ts'
import { toText } from '../php/operators.ts'
import { PhpArray } from '../php/frame.ts'
import { positional, take } from '../php/value.ts'
import { columnMethods } from './column-methods.ts'
import type { Drawing, Method } from './drawn.ts'
import { Fluent } from './fluent.ts'

/** Methods that packages add to the builder, by their names in lower case. */

const column = (blueprint: Drawing, type: string, name: string, site: Parameters<Method>[2]): Fluent => {
  const made = columnMethods[type]!(blueprint, positional(name), site)
  if (!(made instanceof Fluent)) throw new Opaque(`calls ${type}, which makes no column`)
  return made
}

const sets = ['_lft', '_rgt', 'parent_id'] as const

export const packageMethods: Readonly<Record<string, Method>> = {
  // spatie/laravel-schemaless-attributes
  schemalessattributes: (blueprint, args, site) => {
    const made = column(blueprint, 'json', toText(take(args, 'column').column ?? 'schemaless_attributes'), site)
    made.set('nullable', true)
    return made
  },
  // kalnoy/nestedset
  nestedset: (blueprint, _, site) => {
    column(blueprint, 'unsignedinteger', '_lft', site).set('default', 0)
    column(blueprint, 'unsignedinteger', '_rgt', site).set('default', 0)
    column(blueprint, 'unsignedinteger', 'parent_id', site).set('nullable', true)
    blueprint.addIndex('index', PhpArray.of(sets), undefined, {}, site.at)
    return null
  },
  dropnestedset: (blueprint, _, { at }) => {
    blueprint.dropIndex('dropIndex', 'index', PhpArray.of(sets), at)
    return blueprint.addCommand('dropColumn', new Fluent({ columns: PhpArray.of(sets) }, at))
  },
}
