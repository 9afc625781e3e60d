import { argumentsOf } from './arguments.ts'
import { callEnum, callMethod, methodOf } from './classes.ts'
import { Opaque, type CallSite, type Frame, type Value } from './frame.ts'
import { Closure } from './invoke.ts'
import type { Call, Expression, Lookup, StaticLookup } from './nodes.ts'
import { classNamed, shortName } from './static.ts'
import { isObject } from './value.ts'

/**
 * The value of a call.
 *
 * @param isStatement it is called for what it does: the statements of a function at hand are then kept one by one
 */
export const evaluateCall = (node: Call, frame: Frame, isStatement: boolean): Value => {
  const site: CallSite = { at: node.loc, frame, isLenient: isStatement && !frame.isStrict, nodes: node.arguments }
  const { what } = node
  switch (what.kind) {
    case 'name': {
      const args = argumentsOf(node.arguments, frame)
      const value = frame.run.world.callFunction(what.name.replace(/^\\/, ''), args, site)
      if (value === undefined) throw new Opaque(`calls ${what.name}()`)
      return value
    }
    case 'propertylookup':
    case 'nullsafepropertylookup':
      return methodCall(what, node, site)
    case 'staticlookup':
      return staticCall(what, node, site)
    default:
      return frame.run.invoke(frame.run.evaluate(what, frame), argumentsOf(node.arguments, frame), site)
  }
}

const nameIn = (offset: Expression, frame: Frame): string => {
  if (offset.kind === 'identifier') return offset.name
  const value = frame.run.evaluate(offset, frame)
  if (typeof value === 'string') return value
  throw new Opaque('calls a method by a value')
}

const methodCall = (what: Lookup, node: Call, site: CallSite): Value => {
  const { frame } = site
  const object = frame.run.evaluate(what.what, frame)
  if (object === null && what.kind === 'nullsafepropertylookup') return null
  const method = nameIn(what.offset, frame)
  if (!isObject(object)) throw new Opaque(`calls ->${method}() of what is no object`)
  const args = argumentsOf(node.arguments, frame)
  const value = object.call?.(method, args, site)
  if (value !== undefined) return value
  const held = object.get?.(method)
  if (held instanceof Closure) return held.invoke(args, site)
  throw new Opaque(`calls ${shortName(object.className)}->${method}()`)
}

const staticCall = (what: StaticLookup, node: Call, site: CallSite): Value => {
  const { frame } = site
  const name = classNamed(what.what, frame)
  if (name === undefined) throw new Opaque('calls a class that is a value')
  const method = nameIn(what.offset, frame)
  const args = argumentsOf(node.arguments, frame)
  const { world } = frame.run
  const of = name === frame.class?.name ? frame.class : world.findClass(name)
  const own = of && methodOf(of, method)
  if (own !== undefined) return callMethod(own, args, site, own.found.isStatic ? undefined : frame.self)
  const value = (of && callEnum(of, method, args, frame.run)) ?? world.callStatic(name, method, args, site)
  if (value === undefined) throw new Opaque(`calls ${shortName(name)}::${method}()`)
  return value
}
