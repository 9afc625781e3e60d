import { keyOf, type Name } from '../model/name.ts'
import type { ExtendedStatistics, Policy, Schema, Table, Trigger, View } from '../model/schema.ts'
import { listOrAbsent, putEntry, refuse, tableOf } from './edit.ts'
import type { Step } from './step.ts'

interface Parts {
  readonly triggers: Trigger
  readonly policies: Policy
  readonly extendedStatistics: ExtendedStatistics
}
type PartKey = keyof Parts
const words: Readonly<Record<PartKey, string>> = { triggers: 'trigger', policies: 'policy', extendedStatistics: 'statistics object' }

/** The table, or for triggers the view (INSTEAD OF), that owns the part. */
const ownerOf = (step: Step, schema: Schema, name: Name, key: PartKey): Table | View =>
  (key === 'triggers' ? schema.views.get(keyOf(name)) : undefined) ?? tableOf(step, schema, name)

const put = (schema: Schema, owner: Table | View): Schema =>
  'query' in owner ? putEntry(schema, 'views', keyOf(owner.name), owner) : putEntry(schema, 'tables', keyOf(owner.name), owner)

const listOf = <K extends PartKey>(owner: Table | View, key: K): readonly Parts[K][] => ((owner as Table)[key] ?? []) as readonly Parts[K][]

export const partIn = <K extends PartKey>(schema: Schema, name: Name, key: K, part: string): Parts[K] | undefined => {
  const owner = schema.tables.get(keyOf(name)) ?? schema.views.get(keyOf(name))
  return owner && listOf(owner, key).find(each => each.name === part)
}

export const addPart = <K extends PartKey>(step: Step, schema: Schema, name: Name, key: K, part: Parts[K]): Schema => {
  const owner = ownerOf(step, schema, name, key)
  if (listOf(owner, key).some(each => each.name === part.name)) refuse(step, `${keyOf(name)} already has a ${words[key]} ${part.name}`)
  return put(schema, { ...owner, [key]: [...listOf(owner, key), part] })
}

/** @param edit the part as it becomes; undefined drops it */
export const editPart = <K extends PartKey>(
  step: Step,
  schema: Schema,
  name: Name,
  key: K,
  part: string,
  edit: (part: Parts[K]) => Parts[K] | undefined,
): Schema => {
  const owner = ownerOf(step, schema, name, key)
  if (!listOf(owner, key).some(each => each.name === part)) refuse(step, `${keyOf(name)} has no ${words[key]} ${part}`)
  return put(schema, {
    ...owner,
    [key]: listOrAbsent(listOf(owner, key).flatMap(each => (each.name === part ? (edit(each) ?? []) : [each]))),
  })
}
