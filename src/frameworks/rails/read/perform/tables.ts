import type { Node } from '@ruby/prism/src/nodes.js'
import { keyOf, sibling, type Name } from '../../../../model/name.ts'
import { columnIn, primaryKeyOf } from '../../../../model/schema.ts'
import { dependentName, nameFrom } from '../naming.ts'
import type { Session } from '../session.ts'
import { isText, textOf } from '../value.ts'
import { dropTable } from './drop-table.ts'
import { renameGenerated, renameIndex } from './indexes.ts'
import { generatedIndexName } from './new-index.ts'
import { textIn } from './new-column.ts'
import type { Performers } from './performers.ts'

/** Rails looks for a key that counts, or that draws a UUID; then the index behind it is renamed along. */
const countingKey = (session: Session, table: Name): string | undefined => {
  const known = session.table(table)
  const [first] = primaryKeyOf(known)?.columns ?? []
  const column = first === undefined ? undefined : columnIn(known, first)
  if (column === undefined) return undefined
  return column.ownedSequence !== undefined || /nextval|uuid_generate|gen_random_uuid/i.test(column.default?.sql ?? '') ? first : undefined
}

const renameTable = (node: Node, session: Session, from: Name, to: string): void => {
  session.add(node, { kind: 'rename-table', from, to })
  const table = sibling(from, to)
  const key = countingKey(session, table)
  if (key !== undefined) {
    const [was, is] = [dependentName(from.name, '_pkey'), dependentName(to, '_pkey')]
    if (primaryKeyOf(session.table(table))?.name === was) renameIndex(node, session, table, was, is)
    renameSequence(node, session, table, key, { was: dependentName(from.name, `_${key}_seq`), is: dependentName(to, `_${key}_seq`) })
  }
  renameGenerated(node, session, table, columns => ({
    was: generatedIndexName(from, columns, session.meanings.indexNamesAreLong),
    is: generatedIndexName(table, columns, session.meanings.indexNamesAreLong),
  }))
}

const renameSequence = (
  node: Node,
  session: Session,
  table: Name,
  key: string,
  { was, is }: { readonly was: string; readonly is: string },
): void => {
  const owned = columnIn(session.table(table), key)?.ownedSequence
  const sequence = owned === undefined || owned.name !== was ? undefined : session.schema().sequences.get(keyOf(owned))
  if (sequence === undefined) return
  session.add(node, { kind: 'alter-sequence', from: sequence, to: { ...sequence, name: sibling(sequence.name, is) } })
}

export const tablePerformers: Performers = {
  drop_table: ({ node, args, options }, session) => {
    const dropping = { ifExists: options.get('if_exists') === true, cascade: textIn(options, 'force') === 'cascade' }
    for (const table of args) dropTable(node, session, session.name(table), dropping)
  },
  rename_table: ({ node, args: [from, to] }, session) => renameTable(node, session, session.name(from), session.name(to).name),
  create_schema: ({ node, args: [name = null], options }, session) =>
    session.sql(
      node,
      `CREATE SCHEMA ${options.get('if_not_exists') === true ? 'IF NOT EXISTS ' : ''}${session.to.engine.quoteIdentifier(textOf(name))}`,
    ),
  drop_schema: ({ node, args: [name = null], options }, session) =>
    session.sql(
      node,
      `DROP SCHEMA ${options.get('if_exists') === true ? 'IF EXISTS ' : ''}${session.to.engine.quoteIdentifier(textOf(name))} CASCADE`,
    ),
  rename_schema: ({ node, args: [from = null, to = null] }, session) =>
    session.sql(
      node,
      `ALTER SCHEMA ${session.to.engine.quoteIdentifier(textOf(from))} RENAME TO ${session.to.engine.quoteIdentifier(textOf(to))}`,
    ),
}

export const typePerformers: Performers = {
  create_enum: ({ node, args: [name = null, values = []] }, session) => {
    const type = nameFrom(textOf(name))
    // Rails asks first whether the type is there.
    if (session.schema().enums.get(keyOf(type)) !== undefined) return
    session.add(node, { kind: 'create-enum', enum: { name: type, values: Array.isArray(values) ? values.map(textOf) : [] } })
  },
  drop_enum: ({ node, args: [name = null, values], options }, session) => {
    const type = nameFrom(textOf(name))
    const known = session.schema().enums.get(keyOf(type))
    if (known === undefined && options.get('if_exists') === true) return
    session.add(node, { kind: 'drop-enum', enum: known ?? { name: type, values: Array.isArray(values) ? values.map(textOf) : [] } })
  },
  rename_enum: ({ node, args: [from = null, to], options }, session) => {
    const target = isText(to) ? textOf(to) : textIn(options, 'to')
    if (target !== undefined) session.add(node, { kind: 'rename-type', from: nameFrom(textOf(from)), to: nameFrom(target).name })
  },
  add_enum_value: ({ node, args: [name = null, value = null], options }, session) => {
    const type = nameFrom(textOf(name))
    const isThere = session.schema().enums.get(keyOf(type))?.values.includes(textOf(value)) === true
    if (options.get('if_not_exists') === true && isThere) return
    const [before, after] = [textIn(options, 'before'), textIn(options, 'after')]
    session.add(node, {
      kind: 'add-enum-value',
      enum: type,
      value: textOf(value),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    })
  },
  rename_enum_value: ({ node, args: [name = null], options }, session) => {
    const [from, to] = [textIn(options, 'from'), textIn(options, 'to')]
    if (from !== undefined && to !== undefined) session.add(node, { kind: 'rename-enum-value', enum: nameFrom(textOf(name)), from, to })
  },
  enable_extension: ({ node, args: [name = null] }, session) => {
    const { name: extension, schema } = nameFrom(textOf(name))
    // Every database has this one from the start.
    if (extension === 'plpgsql' || session.schema().extensions.get(extension) !== undefined) return
    session.add(node, { kind: 'create-extension', extension: { name: extension, ...(schema === undefined ? {} : { schema }) } })
  },
  disable_extension: ({ node, args: [name = null] }, session) => {
    const extension = session.schema().extensions.get(textOf(name))
    if (extension !== undefined) session.add(node, { kind: 'drop-extension', extension })
  },
}
