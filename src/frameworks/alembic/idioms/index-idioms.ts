import type { Name } from '../../../model/name.ts'
import type { Index, IndexPart } from '../../../model/schema.ts'
import type { Idioms, View } from '../../idiom.ts'
import { finalName, ifThere, schemaOf, type AlembicContext } from '../context.ts'
import { keyword, more, pyString, pyStrings, python, sqlText, type Python } from '../python.ts'

export const indexIdioms: Idioms<AlembicContext> = {
  'create-index': ({ table, index, online, parentOnly }, { since, isAsWritten }) =>
    parentOnly === true || (online && !isAsWritten && !since('1.12'))
      ? undefined
      : indexView(table, index, online ? ['postgresql_concurrently', ...(isAsWritten ? [] : ['if_not_exists'])] : []),

  'drop-index': ({ table, index, online }, context) => {
    const options = ifThere({ ...context, isBack: online || context.isBack }, '1.12')
    if (options === undefined) return undefined
    return {
      name: finalName(index.name),
      options: more([
        keyword('table_name', pyString(table.name)),
        ...schemaOf(table),
        ...(online ? [yes('postgresql_concurrently')] : []),
        ...options,
      ]),
    }
  },
}

const yes = (key: string): Python => keyword(key, python('True'))

/** The view of `create-index`, if SQLAlchemy can say all of the index. */
export const indexView = (table: Name, index: Index, flags: readonly string[] = []): View | undefined => {
  const parts = index.parts.map(partSource)
  if (parts.includes(undefined) || index.with !== undefined || index.nullsNotDistinct === true) return undefined
  const classes = index.parts.flatMap(({ column, operatorClass }) =>
    column !== undefined && operatorClass !== undefined ? [`${pyString(column)}: ${pyString(operatorClass)}`] : [],
  )
  const options = [
    ...(index.unique ? [yes('unique')] : []),
    ...schemaOf(table),
    ...(index.method === undefined || index.method === 'btree' ? [] : [keyword('postgresql_using', pyString(index.method))]),
    ...(classes.length === 0 ? [] : [keyword('postgresql_ops', python(`{${classes.join(', ')}}`))]),
    ...(index.include === undefined || index.include.length === 0 ? [] : [keyword('postgresql_include', pyStrings(index.include))]),
    ...(index.where === undefined ? [] : [keyword('postgresql_where', sqlText(index.where))]),
    ...flags.map(yes),
  ]
  return { name: finalName(index.name), table: pyString(table.name), columns: python(`[${parts.join(', ')}]`), options: more(options) }
}

/** A plain column; an expression or an order would have to be quoted by hand. */
const partSource = ({ column, collation, operatorClass, order, nulls }: IndexPart): Python | undefined =>
  column === undefined || collation !== undefined || order !== undefined || nulls !== undefined || operatorClass?.includes('"') === true
    ? undefined
    : pyString(column)
