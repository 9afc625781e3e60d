import type { Node } from 'libpg-query'

type KindOf<N> = N extends unknown ? keyof N : never
export type NodeKind = KindOf<Node>
export type NodeOf<K extends NodeKind> = Extract<Node, Readonly<Record<K, unknown>>> extends Readonly<Record<K, infer Body>> ? Body : never

/** The node if it is of the kind. */
export const asKind = <K extends NodeKind>(node: Node | undefined, kind: K): NodeOf<K> | undefined =>
  node !== undefined && kind in node ? (node as unknown as Readonly<Record<K, NodeOf<K>>>)[kind] : undefined

export const allOf = <K extends NodeKind>(nodes: readonly Node[] | undefined, kind: K): readonly NodeOf<K>[] =>
  (nodes ?? []).flatMap(node => asKind(node, kind) ?? [])

export const textsOf = (nodes: readonly Node[] | undefined): readonly string[] => allOf(nodes, 'String').map(each => each.sval ?? '')

/** What a list node holds. */
export const itemsOf = (node: Node | undefined): readonly Node[] => asKind(node, 'List')?.items ?? []

/** `START 10`, `fillfactor = 70`, `off`: the value of an option as text. */
export const valueOf = (node: Node | undefined): string | undefined => {
  const constant = asKind(node, 'A_Const')
  if (constant !== undefined) {
    if (constant.isnull) return undefined
    return (
      constant.sval?.sval ??
      constant.fval?.fval ??
      (constant.boolval === undefined ? String(constant.ival?.ival ?? 0) : String(constant.boolval.boolval ?? false))
    )
  }
  const integer = asKind(node, 'Integer')
  if (integer !== undefined) return String(integer.ival ?? 0)
  const boolean = asKind(node, 'Boolean')
  if (boolean !== undefined) return String(boolean.boolval ?? false)
  const type = asKind(node, 'TypeName')
  if (type !== undefined) return textsOf(type.names).at(-1)
  return asKind(node, 'String')?.sval ?? asKind(node, 'Float')?.fval
}
