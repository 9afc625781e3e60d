import type { Node } from 'libpg-query'
import { asKind, textsOf } from './nodes.ts'

interface Figured {
  readonly name: string
  /** The name of a type behind a cast gives way to a better one. */
  readonly isWeak?: boolean
}

const figure = (node: Node | undefined): Figured | undefined => {
  const column = asKind(node, 'ColumnRef')
  if (column !== undefined) return named(textsOf(column.fields).at(-1))
  const call = asKind(node, 'FuncCall')
  if (call !== undefined) return named(textsOf(call.funcname).at(-1))
  const cast = asKind(node, 'TypeCast')
  if (cast !== undefined) {
    const inner = figure(cast.arg)
    return inner !== undefined && inner.isWeak !== true ? inner : (weak(textsOf(cast.typeName?.names).at(-1)) ?? inner)
  }
  const collated = asKind(node, 'CollateClause')
  if (collated !== undefined) return figure(collated.arg)
  const indirection = asKind(node, 'A_Indirection')
  if (indirection !== undefined) return named(textsOf(indirection.indirection).at(-1)) ?? figure(indirection.arg)
  if (asKind(node, 'A_Expr')?.kind === 'AEXPR_NULLIF') return named('nullif')
  if (asKind(node, 'CoalesceExpr') !== undefined) return named('coalesce')
  const extreme = asKind(node, 'MinMaxExpr')
  if (extreme !== undefined) return named(extreme.op === 'IS_LEAST' ? 'least' : 'greatest')
  const choice = asKind(node, 'CaseExpr')
  if (choice !== undefined) {
    const inner = figure(choice.defresult)
    return inner !== undefined && inner.isWeak !== true ? inner : weak('case')
  }
  if (asKind(node, 'A_ArrayExpr') !== undefined) return named('array')
  if (asKind(node, 'RowExpr') !== undefined) return named('row')
  if (asKind(node, 'XmlExpr') !== undefined) return named('xmlelement')
  const link = asKind(node, 'SubLink')
  if (link?.subLinkType === 'EXISTS_SUBLINK') return named('exists')
  if (link?.subLinkType === 'ARRAY_SUBLINK') return named('array')
  if (link?.subLinkType === 'EXPR_SUBLINK') {
    const target = asKind(asKind(link.subselect, 'SelectStmt')?.targetList?.[0], 'ResTarget')
    return named(target?.name) ?? figure(target?.val)
  }
  const value = asKind(node, 'SQLValueFunction')?.op
  return named(
    value
      ?.replace(/^SVFOP_/, '')
      .replace(/_N$/, '')
      .toLowerCase(),
  )
}

const named = (name: string | undefined): Figured | undefined => (name === undefined ? undefined : { name })
const weak = (name: string | undefined): Figured | undefined => (name === undefined ? undefined : { name, isWeak: true })

/** The name the server gives an expression in a list of results, and to a key of an index (`FigureColname`). */
export const figuredName = (node: Node | undefined): string | undefined => figure(node)?.name
