import { attributeWith, instantiate } from './attributes.ts'
import { evaluateWith } from './evaluate.ts'
import { executeWith } from './execute.ts'
import { callWith } from './functions.ts'
import type { Parsed } from './parse.ts'
import { isKind, Opaque, unknown, type ModuleScope, type Scope, type Value } from './values.ts'
import type { Interpreter, World } from './world.ts'

/** Steps of a program that still belong to a migration. */
const longest = 200_000

/** Follows a program as far as its text tells, and says what it does to `world`. */
export const createInterpreter = (world: World): Interpreter => {
  let steps = 0
  const interpreter: Interpreter = {
    world,
    tick: () => {
      steps += 1
      if (steps > longest) throw new Opaque('takes too long to follow')
    },
    evaluate: (node, scope) => evaluateWith(interpreter, node, scope),
    execute: (statements, scope) => executeWith(interpreter, statements, scope),
    attribute: (of, name, at) => attributeWith(interpreter, of, name, at),
    callWritten: (callee, given) => callWith(interpreter, callee, given),
    call: (callee, given, at): Value => {
      if (isKind(callee, 'native')) return callee.call(given, at)
      if (isKind(callee, 'written')) return callWith(interpreter, callee, given)
      if (isKind(callee, 'bound')) return callWith(interpreter, callee.method, { args: [callee.self, ...given.args], named: given.named })
      if (isKind(callee, 'class')) return instantiate(interpreter, callee, given, at)
      if (isKind(callee, 'reference')) return world.callUnknown(callee.path, given, at)
      if (isKind(callee, 'thing') && callee.call !== undefined) return callee.call(given, at)
      if (isKind(callee, 'unknown')) {
        if (callee.isData) return unknown(callee.reason)
        throw new Opaque(callee.reason)
      }
      throw new Opaque('calls what is not followed')
    },
  }
  return interpreter
}

/** The names of a file, before any of its statements. */
export const moduleOf = (parsed: Parsed): ModuleScope => ({ parsed, names: new Map(), stars: [] })

/** Where the statements of a file stand. */
export const scopeOf = (module: ModuleScope): Scope => ({ names: module.names, module, globals: new Set() })
