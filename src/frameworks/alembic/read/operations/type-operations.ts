import { argument } from '../python/arguments.ts'
import type { Node } from '../python/tree.ts'
import { native, Opaque, type Thing, type Value } from '../python/values.ts'
import { qualified } from '../sqlalchemy/named-types.ts'
import type { NamedType, SqlType } from '../sqlalchemy/sql.ts'
import type { Output } from './output.ts'

/** Does the database have it? Types of the schema `public` have none in their name. */
export const isTypeThere = ({ name, schema }: NamedType, { to }: Output): boolean => {
  const key = schema === undefined || schema === 'public' ? name : `${schema}.${name}`
  const { enums, domains } = to.schema()
  return enums.has(key) || domains.has(key)
}

export const createType = (type: NamedType, at: Node, out: Output): void => {
  if (type.definition === undefined) throw new Opaque(`makes the type ${type.name} without its labels`)
  out.say(`CREATE ${type.isDomain ? 'DOMAIN' : 'TYPE'} ${qualified(type)} AS ${type.definition}`, at)
}

const dropType = (type: NamedType, at: Node, out: Output): void =>
  out.say(`DROP ${type.isDomain ? 'DOMAIN' : 'TYPE'} ${qualified(type)}`, at)

/** `kind.create(op.get_bind(), checkfirst=True)`, `kind.drop(…)`: nothing is done where the type is, or is not, there. */
export const typeMethod = (type: SqlType, name: string, out: Output | undefined): Value | undefined => {
  if (name !== 'create' && name !== 'drop') return undefined
  return native(name, (given, at) => {
    const { named } = type
    // Types that are no objects of their own have nothing to make.
    if (named === undefined) return null
    if (out === undefined) throw new Opaque(`makes the type ${named.name}`)
    const looksFirst = argument(given, 'checkfirst', 1) ?? name === 'create'
    if (looksFirst !== false && isTypeThere(named, out) === (name === 'create')) return null
    if (name === 'create') createType(named, at, out)
    else dropType(named, at, out)
    return null
  })
}

/** The type, with what it can do to the database. */
export const withMethods = (thing: Thing, out: () => Output | undefined): Thing => ({
  ...thing,
  get: (name, at) => typeMethod(thing.data as SqlType, name, out()) ?? thing.get?.(name, at),
})
