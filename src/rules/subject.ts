import { keyOf, type Name } from '../model/name.ts'
import { columnsOfConstraint, type Constraint, type ForeignKey, type Index, type ReferentialAction } from '../model/schema.ts'
import type { Step } from '../steps/step.ts'
import type { Subject } from './finding.ts'

const isName = (thing: unknown): thing is Name =>
  typeof thing === 'object' && thing !== null && 'name' in thing && typeof thing.name === 'string'

const ofIndex = (index: Index): Subject => ({
  index: index.name,
  columns: index.parts.map(({ column, expression }) => column ?? expression ?? '').join(', '),
  // As Ruby and Python lists want them.
  symbols: index.parts.map(({ column }) => `:${column ?? 'expression'}`).join(', '),
  strings: index.parts.map(({ column }) => `'${column ?? 'expression'}'`).join(', '),
  unique: index.unique ? 'UNIQUE ' : '',
  ...(index.unique ? { uniqueInRuby: ', unique: true', uniqueInPython: ', unique=True' } : {}),
})

const inRuby: Partial<Record<ReferentialAction, string>> = { cascade: 'cascade', 'set null': 'nullify', restrict: 'restrict' }

const actionsOf = ({ onDelete, onUpdate }: ForeignKey): Subject => {
  const all = Object.entries({ delete: onDelete, update: onUpdate }).flatMap(([on, action]) =>
    action === undefined ? [] : [{ on, action }],
  )
  return {
    actionsInRuby: all.map(({ on, action }) => `, on_${on}: :${inRuby[action] ?? action}`).join(''),
    actionsInPython: all.map(({ on, action }) => `, on${on}='${action.toUpperCase()}'`).join(''),
    actionsInXml: all.map(({ on, action }) => ` ${on === 'delete' ? 'onDelete' : 'onUpdate'}="${action.toUpperCase()}"`).join(''),
  }
}

const ofConstraint = (constraint: Constraint): Subject => ({
  name: constraint.name,
  columns: columnsOfConstraint(constraint).join(', '),
  symbols: columnsOfConstraint(constraint)
    .map(column => `:${column}`)
    .join(', '),
  strings: columnsOfConstraint(constraint)
    .map(column => `'${column}'`)
    .join(', '),
  ...(columnsOfConstraint(constraint).length === 1 ? { column: columnsOfConstraint(constraint)[0]! } : {}),
  ...(constraint.kind === 'check' ? { expression: constraint.expression } : {}),
  ...(constraint.kind === 'foreign-key'
    ? {
        references: keyOf(constraint.references),
        referenced: constraint.referencedColumns.join(', '),
        ...actionsOf(constraint),
        ...(/^fk_rails_[0-9a-f]{10}$/.test(constraint.name) ? {} : { nameInRuby: `, name: "${constraint.name}"` }),
      }
    : {}),
})

/** The words a step has for the sentences about it. */
export function subjectOf(step: Step): Subject {
  const words: Record<string, string> = {}
  for (const [field, value] of Object.entries(step) as [string, unknown][]) {
    if (field === 'kind') continue
    if (typeof value === 'string') words[field] = value
    else if (field === 'index' && isName(value)) Object.assign(words, ofIndex(value as unknown as Index))
    else if (field === 'constraint' && isName(value)) Object.assign(words, ofConstraint(value as unknown as Constraint))
    else if (isName(value)) {
      const name = value as { readonly name: string | Name }
      words[field] = typeof name.name === 'string' ? keyOf(value) : keyOf(name.name)
    }
  }
  if (step.kind === 'create-table' || step.kind === 'drop-table') words['table'] = keyOf(step.table.name)
  if (step.kind === 'add-column' || step.kind === 'drop-column') {
    words['column'] = step.column.name
    words['type'] = step.column.type.native
    if (step.column.default !== undefined) words['default'] = step.column.default.sql
  }
  if (step.kind === 'alter-column-type') {
    Object.assign(words, { column: step.from.name, type: step.to.type.native, from: step.from.type.native })
  }
  if (step.kind === 'rename-table' || step.kind === 'set-table-schema') words['table'] = keyOf(step.from)
  if (step.kind === 'create-view' || step.kind === 'drop-view') words['view'] = keyOf(step.view.name)
  return words
}
