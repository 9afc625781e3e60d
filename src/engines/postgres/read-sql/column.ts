import type { ColumnDef, Constraint as ConstraintNode, Node } from 'libpg-query'
import { sibling, type Name } from '../../../model/name.ts'
import type { Column, Identity } from '../../../model/schema.ts'
import { chosenName } from '../../../steps/chosen-name.ts'
import { unusualOptions } from '../../../steps/sequence-options.ts'
import { quoteName } from '../identifier.ts'
import { withoutParentheses } from '../introspect/enclosed.ts'
import { quoteLiteral } from '../quote.ts'
import { present } from '../introspect/catalog.ts'
import type { Attributes } from './constraint.ts'
import { freeName } from './free-name.ts'
import { literalDefault } from './literal-default.ts'
import { newOfParts, partsOf, type Reading } from './names.ts'
import { allOf, textsOf } from './nodes.ts'
import { clauseEnd, enclosed, phrase, wordAt } from './source.ts'
import { readType, serialOf } from './type-name.ts'

export interface ReadColumn {
  readonly column: Column
  /** What stands in its definition and belongs to the table. */
  readonly constraints: readonly { readonly node: ConstraintNode; readonly attributes: Attributes }[]
}

/** A collation as the model names it; `default` is none. */
export const collationOf = (parts: readonly string[]): string | undefined => {
  const [name, home] = parts.toReversed()
  if (name === undefined || name === 'default') return undefined
  return home === undefined || home === 'pg_catalog' || home === 'public' ? name : `${home}.${name}`
}

/** `NULL` is no default, but with a length to be cast to it is one to the server. */
export const defaultOf = (reading: Reading, node: Node | undefined, sql: string, type: Column['type']): Column['default'] => {
  if (!/^null$/i.test(sql)) return { sql: literalDefault(reading, node, type) ?? sql }
  const hasModifier = type.length !== undefined || type.precision !== undefined
  return hasModifier ? { sql: `NULL::${type.native.replace(/\([^)]*\)/, '')}` } : undefined
}

/** The expression that begins at a token, up to the next clause of the definition. */
const expressionAt = ({ source }: Reading, from: number, others: ReadonlySet<number>): string =>
  phrase(
    source,
    from,
    clauseEnd(source, from, at => others.has(at)),
  )

/** GENERATED … AS IDENTITY: its options as the catalog is read. */
export const identityOf = (reading: Reading, table: Name, column: string, type: Column['type'], node: ConstraintNode): Identity => {
  const { source } = reading
  const from = wordAt(source, source.indexAt(node.location), 'identity') ?? 0
  const text = (node.options ?? []).length === 0 ? '' : enclosed(source, from)
  const said = allOf(node.options, 'DefElem').find(each => each.defname === 'sequence_name')
  const chosen = freeName(reading.schema, table, [column], 'seq')
  const sequence = said === undefined ? sibling(table, chosen) : newOfParts(reading, partsOf(said.arg))
  const isUsual = sequence.schema === table.schema && sequence.name === chosenName(table.name, [column], 'seq')
  const shown = sequence.schema === table.schema ? { name: sequence.name } : sequence
  const width = type.kind === 'smallint' || type.kind === 'integer' ? type.kind : 'bigint'
  const options = [isUsual ? '' : `SEQUENCE NAME ${quoteName(shown)}`, unusualOptions(width, text.replace(/sequence name \S+/i, ''))]
    .filter(Boolean)
    .join(' ')
  return present<Identity>({
    generation: node.generated_when === 'd' ? 'by-default' : 'always',
    options: options === '' ? undefined : options,
  })
}

export const nextValue = (sequence: Name): string => `nextval(${quoteLiteral(quoteName(sequence))}::regclass)`

/**
 * A column as CREATE TABLE or ADD COLUMN define it, with what a serial stands for.
 *
 * @param others names given in the same statement before
 */
export const readColumn = (reading: Reading, table: Name, def: ColumnDef, others: readonly string[] = []): ReadColumn => {
  const { source } = reading
  const name = def.colname ?? ''
  const serial = serialOf(def.typeName)
  const type = serial ?? readType(reading, def.typeName)
  const nodes = allOf(def.constraints, 'Constraint')
  const starts = new Set([...nodes.map(node => node.location), def.collClause?.location].map(at => source.indexAt(at)))
  const owned = serial && sibling(table, freeName(reading.schema, table, [name], 'seq', others))
  let column: Column = present<Column>({
    name,
    type,
    nullable: serial === undefined,
    default: owned && { sql: nextValue(owned) },
    collation: collationOf(textsOf(def.collClause?.collname)),
    ownedSequence: owned,
    storage: usualStorage(def.storage_name),
    compression: def.compression === undefined || def.compression === 'default' ? undefined : def.compression,
  })
  const constraints: { node: ConstraintNode; attributes: Attributes }[] = []
  for (const node of nodes) {
    const at = source.indexAt(node.location)
    switch (node.contype) {
      case 'CONSTR_NOTNULL':
        column = { ...column, nullable: false }
        if (node.conname !== undefined || node.is_no_inherit) constraints.push({ node, attributes: {} })
        break
      case 'CONSTR_NULL':
        break
      case 'CONSTR_DEFAULT': {
        const from = (wordAt(source, at, 'default') ?? at) + 1
        const value = defaultOf(reading, node.raw_expr, expressionAt(reading, from, starts), type)
        column = present({ ...column, default: value })
        break
      }
      case 'CONSTR_IDENTITY':
        column = { ...column, nullable: false, identity: identityOf(reading, table, name, type, node) }
        break
      case 'CONSTR_GENERATED':
        column = {
          ...column,
          generated: {
            expression: withoutParentheses(enclosed(source, wordAt(source, at, 'as') ?? at)),
            stored: node.generated_kind === 's',
          },
        }
        break
      case 'CONSTR_PRIMARY':
        column = { ...column, nullable: false }
        constraints.push({ node, attributes: {} })
        break
      case 'CONSTR_ATTR_DEFERRABLE':
      case 'CONSTR_ATTR_NOT_DEFERRABLE':
      case 'CONSTR_ATTR_DEFERRED':
      case 'CONSTR_ATTR_IMMEDIATE':
      case 'CONSTR_ATTR_ENFORCED':
      case 'CONSTR_ATTR_NOT_ENFORCED': {
        const last = constraints.pop()
        if (last !== undefined) constraints.push({ ...last, attributes: withAttribute(last.attributes, node.contype) })
        break
      }
      default:
        constraints.push({ node, attributes: {} })
    }
  }
  return { column, constraints }
}

const withAttribute = (attributes: Attributes, kind: ConstraintNode['contype']): Attributes => {
  if (kind === 'CONSTR_ATTR_DEFERRED') return { ...attributes, deferrable: 'initially-deferred' }
  if (kind === 'CONSTR_ATTR_DEFERRABLE') return { ...attributes, deferrable: attributes.deferrable ?? 'deferrable' }
  return kind === 'CONSTR_ATTR_NOT_ENFORCED' ? { ...attributes, enforced: false } : attributes
}

const usualStorage = (storage: string | undefined): string | undefined =>
  storage === undefined || /^default$/i.test(storage) ? undefined : storage.toLowerCase()
