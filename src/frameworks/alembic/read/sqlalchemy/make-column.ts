import { argument } from '../python/arguments.ts'
import { textOf } from '../python/text.ts'
import { isKind, isThing, isUnknown, Opaque, type Given, type Value } from '../python/values.ts'
import { flag, isConstraint, optionalText } from './make-items.ts'
import type { CheckItem, ColumnItem, ForeignKeyItem, IdentityItem, Item } from './items.ts'
import type { Sql } from './sql.ts'

const isType = (value: Value | undefined): boolean =>
  isThing(value, 'type') || isThing(value, 'type-maker') || isKind(value, 'class') || isKind(value, 'reference')

/** `sa.Column('name', sa.Text(), …)` */
export const makeColumn = (given: Given): ColumnItem => {
  const said = argument(given, 'name') ?? given.args[0]
  const name = typeof said === 'string' || isThing(said, 'conv') ? textOf(said) : undefined
  if (name === undefined) throw new Opaque(isUnknown(said) ? said.reason : 'has a column without a name')
  const rest = given.args.slice(argument({ args: [], named: given.named }, 'name') === undefined ? 1 : 0)
  const [first] = rest
  const type = given.named.get('type_') ?? (isType(first) ? first : undefined)
  if (isUnknown(first)) throw new Opaque(first.reason)
  const items = rest.slice(isType(first) ? 1 : 0).map(partOfColumn)
  const identity = items.find((item): item is IdentityItem => item.kind === 'identity')
  const computed = items.find(({ kind }) => kind === 'computed') as ({ readonly sql: Sql; readonly persisted?: boolean } & Item) | undefined
  const sequence = items.find(({ kind }) => kind === 'sequence') as ({ readonly optional: boolean } & Item) | undefined
  const serverDefault = given.named.get('server_default')
  const isIdentity = isThing(serverDefault, 'identity')
  const nullable = flag(given, 'nullable')
  const comment = optionalText(given, 'comment')
  const primaryKey = flag(given, 'primary_key') ?? false
  const autoincrement = given.named.get('autoincrement')
  const byProgram = given.named.get('default')
  return {
    kind: 'column',
    name,
    ...(type === undefined ? {} : { type }),
    ...(nullable === undefined ? {} : { nullable }),
    primaryKey,
    ...(serverDefault === undefined || serverDefault === null || isIdentity ? {} : { serverDefault }),
    ...(byProgram === undefined || byProgram === null ? {} : { default: byProgram }),
    index: flag(given, 'index') ?? false,
    unique: flag(given, 'unique') ?? false,
    autoincrement: typeof autoincrement === 'boolean' || typeof autoincrement === 'string' ? autoincrement : 'auto',
    ...(comment === undefined ? {} : { comment }),
    references: items.filter((item): item is ForeignKeyItem => item.kind === 'foreign-key').map(item => ({ ...item, columns: [name] })),
    checks: items.filter((item): item is CheckItem => item.kind === 'check'),
    ...(identity !== undefined ? { identity } : isIdentity ? { identity: serverDefault.data as IdentityItem } : {}),
    ...(computed === undefined ? {} : { computed }),
    ...(sequence === undefined ? {} : { sequence }),
  }
}

const partOfColumn = (value: Value): Item => {
  if (
    isKind(value, 'thing') &&
    (isConstraint({ kind: value.type }) || ['identity', 'computed', 'sequence', 'nothing'].includes(value.type))
  )
    return value.data as Item
  throw new Opaque(
    isUnknown(value)
      ? value.reason
      : isKind(value, 'reference')
        ? `has a column with ${value.path}`
        : 'has a column with a part that is not followed',
  )
}
