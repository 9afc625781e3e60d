import { setName } from './assign.ts'
import { isAbsent, type StatementOf } from './tree.ts'
import type { Interpreter } from './world.ts'
import { isKind, type ModuleScope, type Scope, type Value } from './values.ts'

/** `import a.b as c`, `from a.b import c`. */
export const importInto = (node: StatementOf<'Import'> | StatementOf<'ImportFrom'>, scope: Scope, interpreter: Interpreter): undefined => {
  if (node.nodeType === 'Import') {
    for (const { name, asname } of node.names) {
      const path = isAbsent(asname) ? name.split('.')[0]! : name
      setName(asname ?? path, named(path, interpreter), scope)
    }
    return undefined
  }
  const from = `${'.'.repeat(node.level ?? 0)}${node.module ?? ''}`
  for (const { name, asname } of node.names) {
    if (name === '*') scope.module.stars.unshift(from)
    else setName(asname ?? name, member(from, name, scope, interpreter), scope)
  }
  return undefined
}

/** A name of another file of the project, or of what is no part of it. */
const member = (from: string, name: string, scope: Scope, interpreter: Interpreter): Value => {
  const path = from.endsWith('.') ? `${from}${name}` : `${from}.${name}`
  const { world } = interpreter
  if (!world.isOwn(from, scope.module)) return named(path, interpreter)
  return { kind: 'reference', path, late: () => inModule(from, name, scope.module, interpreter) ?? named(path, interpreter) }
}

/** @param depth of files that only pass a name on */
const inModule = (from: string, name: string, module: ModuleScope, interpreter: Interpreter, depth = 0): Value | undefined => {
  const found = depth > 20 ? undefined : interpreter.world.module(from, module)
  const value = found?.names.get(name)
  if (found === undefined || value !== undefined) return settled(value)
  for (const star of found.stars) {
    const passed = inModule(star, name, found, interpreter, depth + 1)
    if (passed !== undefined) return passed
  }
  return undefined
}

const chains = new Set<Value>()

/** What a name of the project really is. */
export const settled = (value: Value | undefined): Value | undefined => {
  if (!isKind(value, 'reference') || value.late === undefined || chains.has(value)) return value
  // Files that import each other in a circle.
  chains.add(value)
  try {
    return settled(value.late())
  } finally {
    chains.delete(value)
  }
}

const named = (path: string, interpreter: Interpreter): Value => interpreter.world.resolve(path) ?? { kind: 'reference', path }
