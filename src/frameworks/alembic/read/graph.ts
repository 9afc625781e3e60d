/** What orders revisions. */
export interface Node {
  readonly id: string
  /** `down_revision`: those it follows. */
  readonly parents: readonly string[]
  readonly labels: readonly string[]
  /** `depends_on`: ids or labels of branches. */
  readonly dependencies: readonly string[]
}

export interface Graph<N extends Node> {
  /** In the order of `upgrade heads`. */
  readonly order: readonly N[]
  /** All that a revision comes after, by its id. */
  readonly after: ReadonlyMap<string, readonly string[]>
  readonly missing: readonly { readonly node: N; readonly id: string }[]
  /** Revisions that come after themselves. */
  readonly circular: readonly N[]
}

/** Puts revisions in the order in which Alembic runs them. @param nodes in the order of their files */
export const arrange = <N extends Node>(nodes: readonly N[]): Graph<N> => {
  const byId = new Map(nodes.map(node => [node.id, node]))
  const byLabel = new Map(nodes.flatMap(node => node.labels.map(label => [label, node] as const)))
  const missing: { readonly node: N; readonly id: string }[] = []
  const after = new Map<string, readonly string[]>()
  for (const node of nodes) {
    const found = [...node.parents, ...node.dependencies].flatMap(id => {
      const target = byId.get(id) ?? byLabel.get(id)
      if (target === undefined) missing.push({ node, id })
      return target === undefined ? [] : [target.id]
    })
    after.set(node.id, [...new Set(found)])
  }
  const circular = inCircles(nodes, after)
  const acyclic = nodes.filter(node => !circular.includes(node))
  const known = new Set(acyclic.map(({ id }) => id))
  const edges = new Map(acyclic.map(({ id }) => [id, after.get(id)!.filter(each => known.has(each))]))
  const order = sorted(
    acyclic.map(({ id }) => id),
    edges,
    id => byId.get(id)!.dependencies.length === 0 && byId.get(id)!.parents.length === 1,
  )
  return { order: [...order.map(id => byId.get(id)!), ...circular], after, missing, circular }
}

/** What is left when all that has nothing left to follow is taken away, again and again. */
const inCircles = <N extends Node>(nodes: readonly N[], after: ReadonlyMap<string, readonly string[]>): readonly N[] => {
  const waiting = new Map(nodes.map(({ id }) => [id, after.get(id)!.length]))
  const followers = new Map<string, string[]>()
  for (const { id } of nodes) for (const parent of after.get(id)!) followers.set(parent, [...(followers.get(parent) ?? []), id])
  const ready = nodes.filter(({ id }) => waiting.get(id) === 0).map(({ id }) => id)
  const done = new Set<string>()
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    done.add(id)
    for (const follower of followers.get(id) ?? []) {
      waiting.set(follower, waiting.get(follower)! - 1)
      if (waiting.get(follower) === 0) ready.push(follower)
    }
  }
  return nodes.filter(({ id }) => !done.has(id))
}

/** Alembic's own sort (`_topological_sort` of alembic/script/revision.py), turned round: it goes from the heads down, branch by branch. */
const sorted = (
  ids: readonly string[],
  parents: ReadonlyMap<string, readonly string[]>,
  isPlain: (id: string) => boolean,
): readonly string[] => {
  const hasChild = new Set([...parents.values()].flat())
  const heads = ids.filter(id => !hasChild.has(id))
  const ancestorsOf = (id: string): Set<string> => {
    const found = new Set<string>()
    const open = [id]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (found.has(at)) continue
      found.add(at)
      open.push(...parents.get(at)!)
    }
    return found
  }
  const ancestors = heads.map(ancestorsOf)
  const todo = new Set(ids)
  const output: string[] = []
  let at = 0
  while (heads.length > 0) {
    const candidate = heads[at]!
    const needed = ancestors.findIndex((each, n) => n !== at && each.has(candidate))
    if (needed >= 0) {
      at = needed
      continue
    }
    if (todo.delete(candidate)) output.push(candidate)
    const next = parents.get(candidate)!.filter(id => todo.has(id) && !heads.includes(id))
    const [first, ...rest] = next
    if (first === undefined) {
      heads.splice(at, 1)
      ancestors.splice(at, 1)
      at = Math.max(at - 1, 0)
    } else if (isPlain(candidate)) {
      heads[at] = first
      ancestors[at]!.delete(candidate)
    } else {
      heads[at] = first
      heads.push(...rest)
      ancestors[at] = ancestorsOf(first)
      ancestors.push(...rest.map(ancestorsOf))
    }
  }
  return output.toReversed()
}
