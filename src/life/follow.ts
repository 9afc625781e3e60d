import { keyOf, nameOf, sibling } from '../model/name.ts'
import type { Step } from '../steps/step.ts'
import type { Fact } from './fact.ts'

type Named = Pick<Fact, 'kind' | 'on' | 'name'>

const renamedTable = (fact: Named, from: string, to: string): Named => {
  if (fact.kind === 'table' && fact.name === from) return { ...fact, name: to }
  return fact.on === from ? { ...fact, on: to } : fact
}

const renamedPart = (fact: Named, kind: string, table: string, from: string, to: string): Named => {
  if (fact.on !== table) return fact
  if (fact.kind === kind && fact.name === from) return { ...fact, name: to }
  const onColumn = `on ${from} to `
  return kind === 'column' && fact.kind === 'grant' && fact.name.startsWith(onColumn)
    ? { ...fact, name: `on ${to} to ${fact.name.slice(onColumn.length)}` }
    : fact
}

const renamedObject = (fact: Named, kind: string, from: string, to: string): Named =>
  fact.kind === kind && fact.on === undefined && fact.name === from ? { ...fact, name: to } : fact

/** Where something is found after a step: under another name, where the step gives it one. */
export const follow = (fact: Named, step: Step): Named => {
  switch (step.kind) {
    case 'rename-table':
      return renamedTable(fact, keyOf(step.from), keyOf(sibling(step.from, step.to)))
    case 'set-table-schema':
      return renamedTable(fact, keyOf(step.from), keyOf(nameOf(step.from.name, step.to)))
    case 'rename-column':
      return renamedPart(fact, 'column', keyOf(step.table), step.from, step.to)
    case 'rename-index':
      return renamedPart(fact, 'index', keyOf(step.table), step.from, step.to)
    case 'rename-constraint':
      return renamedPart(fact, 'constraint', keyOf(step.table), step.from, step.to)
    case 'rename-view':
      return renamedObject(fact, 'view', keyOf(step.from), keyOf(sibling(step.from, step.to)))
    case 'rename-type':
      return renamedObject(
        renamedObject(fact, 'type', keyOf(step.from), keyOf(sibling(step.from, step.to))),
        'domain',
        keyOf(step.from),
        keyOf(sibling(step.from, step.to)),
      )
    default:
      return fact
  }
}
