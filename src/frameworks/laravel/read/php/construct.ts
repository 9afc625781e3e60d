import { callMethod, Instance, methodOf } from './classes.ts'
import { Opaque, type CallSite, type Frame, type Value } from './frame.ts'
import { argumentsOf } from './arguments.ts'
import type { New } from './nodes.ts'
import { classNamed, shortName } from './static.ts'

/** `new Foo(…)`. */
export const constructed = (node: New, frame: Frame): Value => {
  if (node.what.kind === 'class') throw new Opaque('makes an object of an anonymous class')
  const name = classNamed(node.what as Parameters<typeof classNamed>[0], frame)
  if (name === undefined) throw new Opaque('makes an object of a class that is a value')
  const args = argumentsOf(node.arguments, frame)
  const site: CallSite = { at: node.loc, frame, isLenient: false, nodes: node.arguments }
  const made = frame.run.world.construct(name, args, site)
  if (made !== undefined) return made
  const of = frame.run.world.findClass(name)
  if (of === undefined) throw new Opaque(`makes an object of ${shortName(name)}`)
  const object = new Instance(of, frame.run)
  const constructor = methodOf(of, '__construct')
  if (constructor !== undefined) callMethod(constructor, args, site, object)
  return object
}
