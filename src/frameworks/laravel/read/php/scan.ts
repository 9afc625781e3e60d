import type { Node, Variable } from './nodes.ts'

/** All nodes below and including, outermost first; `visit` answers false to leave out what is inside. */
export const walk = (node: unknown, visit: (node: Node) => boolean | void): void => {
  if (Array.isArray(node)) {
    for (const each of node as readonly unknown[]) walk(each, visit)
    return
  }
  if (typeof node !== 'object' || node === null) return
  if ('kind' in node && visit(node as Node) === false) return
  for (const key in node) if (key !== 'loc') walk((node as Record<string, unknown>)[key], visit)
}

const nameOf = (node: { readonly kind: string }): string | undefined => {
  const { name } = node as Variable
  return node.kind === 'variable' && typeof name === 'string' ? name : undefined
}

/** The variable that an assignment to `node` changes: `$a` of `$a['x'][]`. */
const rootsOf = (node: unknown): readonly string[] => {
  const at = node as { readonly kind: string; readonly what?: unknown; readonly items?: readonly unknown[]; readonly value?: unknown }
  if (typeof node !== 'object' || node === null) return []
  if (at.kind === 'variable') return [nameOf(at)].filter(name => name !== undefined)
  if (at.kind === 'offsetlookup' || at.kind === 'propertylookup') return rootsOf(at.what)
  if (at.kind === 'list' || at.kind === 'array') return (at.items ?? []).flatMap(rootsOf)
  return at.kind === 'entry' ? rootsOf(at.value) : []
}

/** Variables that the code may change. */
export const assignedIn = (node: unknown): ReadonlySet<string> => {
  const names = new Set<string>()
  const add = (target: unknown): void => {
    for (const name of rootsOf(target)) names.add(name)
  }
  walk(node, each => {
    if (each.kind === 'assign' || each.kind === 'assignref') add(each.left)
    else if (each.kind === 'foreach') [each.key, each.value].forEach(add)
    else if (each.kind === 'post' || each.kind === 'pre') add(each.what)
    else if (each.kind === 'unset') each.variables.forEach(add)
    else if (each.kind === 'closure') {
      for (const use of each.uses) if ((use as { byref?: boolean }).byref === true) add(use)
      return false
    }
    return true
  })
  return names
}

/** Variables that the code names. */
export const namedIn = (node: unknown): ReadonlySet<string> => {
  const names = new Set<string>()
  walk(node, each => {
    const name = nameOf(each)
    if (name !== undefined) names.add(name)
  })
  return names
}

/** May control leave the function, or the loop around, in it? */
export const leavesIn = (node: unknown): boolean => {
  let leaves = false
  walk(node, each => {
    if (each.kind === 'return' || each.kind === 'throw' || each.kind === 'break' || each.kind === 'continue') leaves = true
    return each.kind !== 'closure' && each.kind !== 'arrowfunc' && each.kind !== 'class'
  })
  return leaves
}

/** Could it change the schema? If not, it is understood as a whole or kept as a whole. */
export const isAboutRows = (node: unknown): boolean => {
  let isRows = true
  walk(node, each => {
    if (each.kind === 'staticlookup' && each.what.kind === 'name' && /(^|\\)(Schema|DB)$/.test(each.what.name)) {
      const method = each.offset.kind === 'identifier' ? each.offset.name : ''
      if (each.what.name.endsWith('Schema') || method === 'statement' || method === 'unprepared' || method === 'connection') isRows = false
    }
    if (each.kind === 'variable' && (each.name === 'this' || each.name === 'table')) isRows = false
    return isRows
  })
  return isRows
}
