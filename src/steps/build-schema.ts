import { keyOf } from '../model/name.ts'
import type { Schema, Table, View } from '../model/schema.ts'
import type { Step } from './step.ts'

const isForeignKey = (constraint: Table['constraints'][number]): boolean => constraint.kind === 'foreign-key'

/** Parents before their partitions. */
const byDepth = (schema: Schema): readonly Table[] => {
  const depth = (table: Table): number => {
    const parent = table.partitionOf === undefined ? undefined : schema.tables.get(keyOf(table.partitionOf.parent))
    return parent === undefined ? 0 : depth(parent) + 1
  }
  return schema.tables
    .values()
    .map(table => ({ table, depth: depth(table) }))
    .sort((a, b) => a.depth - b.depth)
    .map(({ table }) => table)
}

/** Views that read other views come after them, in declared order otherwise. */
const viewsInOrder = (schema: Schema): View[] => {
  const done = new Set<string>()
  const ordered: View[] = []
  const visit = (key: string): void => {
    const view = schema.views.get(key)
    if (view === undefined || done.has(key)) return
    done.add(key)
    Object.keys(view.reads).forEach(visit)
    ordered.push(view)
  }
  schema.views.keys().forEach(visit)
  return ordered
}

/**
 * The steps that make a schema from nothing, in an order the server accepts: what a table needs before it, foreign
 * keys and triggers after all tables, views last. Used to build a starting database and the one a plan must reach.
 */
export const stepsToBuild = (schema: Schema): readonly Step[] => {
  const tables = byDepth(schema)
  const bodied = schema.routines.values()
  const isEarly = (definition: string): boolean => /\breturns\s+trigger\b/i.test(definition) || !/\bbegin\s+atomic\b/i.test(definition)
  return [
    ...schema.extensions.values().map((extension): Step => ({ kind: 'create-extension', extension })),
    ...schema.enums.values().map((e): Step => ({ kind: 'create-enum', enum: e })),
    ...schema.domains.values().map((domain): Step => ({ kind: 'create-domain', domain })),
    ...schema.sequences
      .values()
      .filter(s => s.ownedBy === undefined)
      .map((sequence): Step => ({ kind: 'create-sequence', sequence })),
    ...schema.sequences
      .values()
      .filter(s => s.ownedBy !== undefined)
      .map(({ ownedBy: _, ...sequence }): Step => ({ kind: 'create-sequence', sequence })),
    ...bodied.filter(r => isEarly(r.definition)).map((routine): Step => ({ kind: 'create-routine', routine })),
    ...tables.map((table): Step => ({
      kind: 'create-table',
      table: { ...table, constraints: table.constraints.filter(c => !isForeignKey(c)), triggers: [] },
    })),
    ...tables.flatMap(table =>
      table.constraints
        .filter(c => isForeignKey(c) && c.inherited !== true /* comes with the parent's */)
        .map((constraint): Step => ({ kind: 'add-constraint', table: table.name, constraint })),
    ),
    ...bodied.filter(r => !isEarly(r.definition)).map((routine): Step => ({ kind: 'create-routine', routine })),
    ...tables.flatMap(table => (table.triggers ?? []).map((trigger): Step => ({ kind: 'create-trigger', table: table.name, trigger }))),
    ...viewsInOrder(schema).map((view): Step => ({ kind: 'create-view', view, withData: true })),
  ]
}
