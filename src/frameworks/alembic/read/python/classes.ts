import type { ClassStatement } from './tree.ts'
import type { Interpreter } from './world.ts'
import { isKind, type Class, type Scope, type Value } from './values.ts'

/** A class as a value: the names of its body. Members of an enumeration are instances of it. */
export const classOf = (node: ClassStatement, scope: Scope, interpreter: Interpreter): Class => {
  const bases = node.bases.map(base => interpreter.evaluate(base, scope))
  const inner: Scope = { names: new Map(), parent: scope, module: scope.module, globals: new Set() }
  interpreter.execute(node.body, inner)
  const made: Class = {
    kind: 'class',
    name: node.name,
    bases,
    members: inner.names,
    statement: node,
    call: given => interpreter.call(made, given, node),
  }
  if (bases.some(isEnumeration)) enumerate(made)
  return made
}

const isEnumeration = (base: Value): boolean =>
  (isKind(base, 'reference') && /(?:^|\.)(?:\w*Enum|IntFlag|Flag)$/.test(base.path)) ||
  (isKind(base, 'class') && base.bases.some(isEnumeration))

const enumerate = (made: Class): void => {
  let auto = 0
  for (const [name, value] of made.members) {
    if (name.startsWith('__') || isKind(value, 'written') || isKind(value, 'native')) continue
    auto += 1
    const isAuto = isKind(value, 'thing') && value.type === 'auto'
    made.members.set(name, {
      kind: 'instance',
      class: made,
      fields: new Map<string, Value>([
        ['name', name],
        ['value', isAuto ? auto : value],
      ]),
    })
  }
}
