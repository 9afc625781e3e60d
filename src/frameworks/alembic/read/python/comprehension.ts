import { itemsOf } from './arguments.ts'
import { assign } from './assign.ts'
import type { Generator } from './tree.ts'
import type { Interpreter } from './world.ts'
import { isUnknown, truthOf, unknown, type Scope, type Unknown } from './values.ts'

/** What `make` gives for each round of `for … in … if …`; unknown where the rounds are. */
export const comprehend = <T>(
  generators: readonly Generator[],
  scope: Scope,
  interpreter: Interpreter,
  make: (scope: Scope) => T,
): readonly T[] | Unknown => {
  const [generator, ...rest] = generators
  if (generator === undefined) return [make(scope)]
  const over = interpreter.evaluate(generator.iter, scope)
  const items = itemsOf(over)
  if (items === undefined) return isUnknown(over) ? over : unknown('goes over what only running it could tell')
  const made: T[] = []
  for (const item of items) {
    const inner: Scope = { names: new Map(), parent: scope, module: scope.module, globals: new Set() }
    assign(generator.target, item, inner, interpreter)
    let isIn: boolean | undefined = true
    for (const condition of generator.ifs) {
      const value = interpreter.evaluate(condition, inner)
      isIn = truthOf(value)
      if (isIn === undefined) return isUnknown(value) ? value : unknown('depends on what was imported')
      if (!isIn) break
    }
    if (!isIn) continue
    const each = comprehend(rest, inner, interpreter, make)
    if ('reason' in each) return each
    made.push(...each)
  }
  return made
}
