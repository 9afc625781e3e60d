import { fullName, propertyOf, frameIn, readConstant } from './classes.ts'
import { Opaque, type Frame } from './frame.ts'
import type { Expression, StaticLookup } from './nodes.ts'

/** The full name of the class that stands before `::`, after `new` or `instanceof`. */
export const classNamed = (node: Expression, frame: Frame): string | undefined => {
  switch (node.kind) {
    case 'name':
      return fullName(node, frame.file)
    case 'selfreference':
      return frame.class?.name
    case 'staticreference':
      return frame.self?.className ?? frame.class?.name
    case 'parentreference':
      return frame.class?.parentName
    default: {
      const value = frame.run.evaluate(node, frame)
      return typeof value === 'string' ? value.replace(/^\\/, '') : undefined
    }
  }
}

/** `Foo::class`, `Foo::BAR`, `self::$list`. */
export const evaluateStatic = (node: StaticLookup, frame: Frame): ReturnType<Frame['run']['evaluate']> => {
  const name = classNamed(node.what, frame)
  if (name === undefined) throw new Opaque('names a class by a value')
  const { world } = frame.run
  // An anonymous class is found by the frame alone.
  const of = name === frame.class?.name ? frame.class : world.findClass(name)
  if (node.offset.kind === 'identifier') {
    if (node.offset.name === 'class') return name
    const value = (of && readConstant(of, node.offset.name, frame.run)) ?? world.constant(name, node.offset.name, frame.run)
    if (value === undefined) throw new Opaque(`reads ${shortName(name)}::${node.offset.name}`)
    return value
  }
  const property = node.offset.kind === 'variable' && typeof node.offset.name === 'string' ? node.offset.name : undefined
  const declared = of && property !== undefined ? propertyOf(of, property) : undefined
  if (declared === undefined || declared.found === 'none') throw new Opaque(`reads a static property of ${shortName(name)}`)
  return frame.run.evaluate(declared.found, frameIn(declared.home, frame.run, true))
}

export const shortName = (name: string): string => name.slice(name.lastIndexOf('\\') + 1)
