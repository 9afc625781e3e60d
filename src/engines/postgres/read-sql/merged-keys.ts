import type { Constraint as ConstraintNode } from 'libpg-query'
import { isKey, isSameKey, type Key } from '../../../steps/same-key.ts'
import type { Unnamed } from './constraint.ts'

/**
 * The server makes one of two keys of CREATE TABLE or of a new column that say the same, by the first name that is said.
 *
 * @param drafts the primary key first
 */
export const mergedKeys = (
  drafts: readonly { readonly node: ConstraintNode; readonly key: Unnamed | undefined }[],
): { readonly dropped: ReadonlySet<ConstraintNode>; readonly names: ReadonlyMap<ConstraintNode, string> } => {
  const dropped = new Set<ConstraintNode>()
  const names = new Map<ConstraintNode, string>()
  const kept: { readonly node: ConstraintNode; readonly key: Key }[] = []
  for (const { node, key } of drafts) {
    if (key === undefined || !isKey(key)) continue
    const same = kept.find(each => isSameKey(each.key, key))
    if (same === undefined) kept.push({ node, key })
    else {
      dropped.add(node)
      if (key.name !== '' && same.key.name === '' && !names.has(same.node)) names.set(same.node, key.name)
    }
  }
  return { dropped, names }
}
