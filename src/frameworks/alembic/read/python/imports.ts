import { setName } from './assign.ts'
import { isAbsent, type StatementOf } from './tree.ts'
import type { Interpreter } from './world.ts'
import type { Scope, Value } from './values.ts'

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
    else setName(asname ?? name, member(from, name, interpreter), scope)
  }
  return undefined
}

const member = (from: string, name: string, interpreter: Interpreter): Value => {
  const path = from.endsWith('.') ? `${from}${name}` : `${from}.${name}`
  return interpreter.world.module(from)?.names.get(name) ?? named(path, interpreter)
}

const named = (path: string, interpreter: Interpreter): Value => interpreter.world.resolve(path) ?? { kind: 'reference', path }
