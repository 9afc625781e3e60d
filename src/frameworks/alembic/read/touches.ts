import { keyOf } from '../../../model/name.ts'
import type { Recorder } from '../../../history/recorder.ts'
import type { Step } from '../../../steps/step.ts'
import { nodesIn, type ExpressionOf, type Node } from './python/tree.ts'
import { isKind, isThing, isUnknown, type Scope, type Value } from './python/values.ts'
import { isStandard } from './standard-library.ts'
import { tableOfClass, type TableClause } from './sqlalchemy/table-clause.ts'

const sql = /^\s*(?:select|insert|update|delete|with|merge|alter|create|drop|truncate|comment|lock)\b/i

/** Keys of the tables that a piece of program names, by its SQL, its mapped classes and its tables; none where it may touch others. */
export const tablesTouched = (node: Node, scope: Scope, to: Recorder): readonly string[] => {
  const found = new Set<string>()
  const inText = new Set<Node>()
  for (const each of nodesIn(node)) {
    if (each.nodeType === 'JoinedStr') {
      // Half of a statement may hide a name.
      const [head] = (each as ExpressionOf<'JoinedStr'>).values
      if (head?.nodeType === 'Constant' && typeof head.value === 'string' && sql.test(head.value)) return []
      for (const part of (each as ExpressionOf<'JoinedStr'>).values) inText.add(part)
    }
    if (each.nodeType === 'Constant' && !inText.has(each)) {
      const { value } = each as ExpressionOf<'Constant'>
      if (typeof value === 'string' && sql.test(value)) {
        const keys = tablesOfSql(value, to)
        if (keys === undefined) return []
        for (const key of keys) found.add(key)
      }
    }
    if (each.nodeType === 'Name') {
      const key = tableNamed(lookUp((each as ExpressionOf<'Name'>).id, scope))
      if (key === 'anything') return []
      if (key !== undefined) found.add(key)
    }
  }
  return [...found]
}

const lookUp = (name: string, scope: Scope): Value | undefined => {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at.names.has(name)) return at.names.get(name)
  return scope.module.names.get(name)
}

const tableNamed = (value: Value | undefined): string | undefined => {
  if (isThing(value, 'table')) return keyFor(value.data as TableClause)
  if (isKind(value, 'class')) {
    const table = tableOfClass(value)
    return table === undefined ? undefined : keyFor(table)
  }
  // What was imported from the application may do anything.
  if (isKind(value, 'reference'))
    return isStandard(value.path) || /^(?:sqlalchemy|alembic|builtins)\b/.test(value.path) ? undefined : 'anything'
  if (isKind(value, 'written')) return 'anything'
  return isUnknown(value) && !value.isData ? 'anything' : undefined
}

const keyFor = ({ name, schema }: TableClause): string => keyOf(schema === undefined || schema === 'public' ? { name } : { schema, name })

const tablesOfSql = (text: string, to: Recorder): readonly string[] | undefined => {
  const keys: string[] = []
  for (const statement of to.engine.readSql(text)) {
    if (statement.problem !== undefined) return undefined
    for (const step of statement.steps(to.schema())) {
      const touched = touchedBy(step)
      if (touched === undefined) return undefined
      keys.push(...touched)
    }
  }
  return keys
}

const touchedBy = (step: Step): readonly string[] | undefined => {
  if (step.kind === 'execute-sql') {
    const locked = step.known?.locks.map(({ relation }) => keyOf(relation)) ?? []
    const all = [...step.touches, ...locked]
    return all.length === 0 && step.known === undefined ? undefined : all
  }
  if (!('table' in step)) return undefined
  return [
    keyOf('name' in step.table && typeof step.table.name !== 'string' ? step.table.name : (step.table as Parameters<typeof keyOf>[0])),
  ]
}
