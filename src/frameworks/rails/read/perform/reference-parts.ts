import type { Name } from '../../../../model/name.ts'
import type { Session } from '../session.ts'
import { Hash, Sym, type Value } from '../value.ts'
import { referencedTable } from './new-constraint.ts'

/** What a reference consists of (`ReferenceDefinition`). */
export interface ReferenceParts {
  readonly columns: readonly { readonly name: string; readonly type: Value; readonly options: Hash }[]
  readonly index?: { readonly columns: readonly string[]; readonly options: Hash }
  readonly foreignKey?: { readonly table: Value; readonly options: Hash }
}

const isSaid = (value: Value | undefined): boolean => value !== undefined && value !== null && value !== false
const asOptions = (value: Value | undefined): Hash => (value instanceof Hash ? value : new Hash())
const joined = (...all: readonly Hash[]): Hash => all.reduce((sum, { pairs }) => new Hash([...sum.pairs, ...pairs]))

export const referenceParts = ({ meanings }: Session, table: Name, name: string, options: Hash, isInteger: boolean): ReferenceParts => {
  const polymorphic = options.get('polymorphic')
  const conditions = options.only('if_exists', 'if_not_exists')
  const type = options.get('type') ?? new Sym(isInteger ? 'integer' : 'bigint')
  const rest = options.without('polymorphic', 'index', 'foreign_key', 'type')
  const key = { name: `${name}_id`, type, options: rest }
  const columns = isSaid(polymorphic)
    ? [{ name: `${name}_type`, type: new Sym('string'), options: joined(asOptions(polymorphic), conditions, options.only('null')) }, key]
    : [key]
  const index = options.has('index') ? options.get('index') : !meanings.referencesHaveNoIndex
  const indexOptions = joined(asOptions(index), conditions)
  const isNamed = meanings.polymorphicIndexNamesAllColumns || !isSaid(polymorphic) || indexOptions.has('name')
  const foreignKey = options.get('foreign_key')
  const keyOptions = asOptions(foreignKey)
  return {
    columns,
    ...(isSaid(index)
      ? {
          index: {
            columns: columns.map(column => column.name),
            options: isNamed ? indexOptions : indexOptions.with('name', `index_${table.name}_on_${name}`),
          },
        }
      : {}),
    ...(isSaid(foreignKey)
      ? {
          foreignKey: {
            table: referencedTable(name, keyOptions),
            options: joined(keyOptions.without('to_table').with('column', `${name}_id`), conditions),
          },
        }
      : {}),
  }
}
