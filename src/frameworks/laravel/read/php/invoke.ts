import { Opaque, type CallSite, type Frame, PhpArray, type Args, type PhpObject, type Value } from './frame.ts'
import type { ArrowNode, ClosureNode, Parameter } from './nodes.ts'

/** Gives the parameters their values. */
export const bind = (parameters: readonly Parameter[], args: Args, frame: Frame): void => {
  parameters.forEach(({ name: { name }, value, variadic }, n) => {
    if (variadic) {
      frame.variables.set(name, PhpArray.of(args.positional.slice(n)))
      return
    }
    const given = args.named[name] ?? args.positional[n]
    if (given !== undefined) frame.variables.set(name, given instanceof PhpArray ? given.copy() : given)
    else if (value !== null) frame.variables.set(name, frame.run.evaluate(value, frame))
    else throw new Opaque(`calls a function without its argument $${name}`)
  })
}

/** A function as a value. */
export class Closure implements PhpObject {
  readonly className = 'Closure'
  constructor(
    private readonly node: ClosureNode | ArrowNode,
    private readonly home: Frame,
  ) {}

  invoke(args: Args, { isLenient }: Pick<CallSite, 'isLenient'>): Value {
    const { node, home } = this
    const variables = new Map(node.kind === 'arrowfunc' ? home.variables : [])
    if (node.kind === 'closure')
      for (const { name } of node.uses) {
        const value = typeof name === 'string' ? home.variables.get(name) : undefined
        if (typeof name === 'string' && value !== undefined) variables.set(name, value instanceof PhpArray ? value.copy() : value)
      }
    const frame: Frame = { ...home, variables, isStrict: !isLenient }
    frame.run.spend()
    bind(node.arguments, args, frame)
    if (node.kind === 'arrowfunc') return frame.run.evaluate(node.body, frame)
    const value = frame.run.runBody(node.body.children, frame)
    for (const use of node.uses) {
      const changed = typeof use.name === 'string' && (use as { byref?: boolean }).byref === true ? variables.get(use.name) : undefined
      if (changed !== undefined) home.variables.set(use.name as string, changed)
    }
    return value
  }

  call(method: string, args: Args, site: CallSite): Value | undefined {
    if (method === '__invoke') return this.invoke(args, site)
    if (method === 'call') return this.invoke({ ...args, positional: args.positional.slice(1) }, site)
    return undefined
  }
}
