import {
  Opaque,
  type CallSite,
  type Frame,
  type PhpClass,
  type PhpFile,
  type Run,
  PhpArray,
  type Args,
  type PhpObject,
  type Value,
} from './frame.ts'
import { bind } from './invoke.ts'
import { textOf, type ClassName, type Expression, type Member, type Method } from './nodes.ts'

/** The full name of a class as a file names it. */
export const fullName = ({ name, resolution }: Pick<ClassName, 'name' | 'resolution'>, file: PhpFile): string => {
  if (resolution === 'fqn' || name.startsWith('\\')) return name.replace(/^\\/, '')
  const [first = name, ...rest] = name.split('\\')
  const imported = file.imports.get(first.toLowerCase())
  if (imported !== undefined) return [imported, ...rest].join('\\')
  return file.namespace === '' ? name : `${file.namespace}\\${name}`
}

/** The class itself, then what it mixes in, then what it extends. */
export const linesOf = (of: PhpClass, seen: ReadonlySet<string> = new Set()): readonly PhpClass[] => {
  if (seen.has(of.name)) return []
  const known = new Set([...seen, of.name])
  return [of, ...of.traits.flatMap(trait => linesOf(trait, known)), ...(of.parent === undefined ? [] : linesOf(of.parent, known))]
}

const memberOf = <T>(of: PhpClass, find: (member: Member) => T | undefined): { readonly home: PhpClass; readonly found: T } | undefined => {
  for (const home of linesOf(of))
    for (const member of home.node.body) {
      const found = find(member)
      if (found !== undefined) return { home, found }
    }
  return undefined
}

export const methodOf = (of: PhpClass, name: string): { readonly home: PhpClass; readonly found: Method } | undefined =>
  memberOf(of, member => (member.kind === 'method' && textOf(member.name).toLowerCase() === name.toLowerCase() ? member : undefined))

/** The default of a property: null where it has none of its own, undefined where there is no such property. */
export const propertyOf = (of: PhpClass, name: string): { readonly home: PhpClass; readonly found: Expression | 'none' } | undefined =>
  memberOf(of, member => {
    const property = member.kind === 'propertystatement' ? member.properties.find(each => textOf(each.name) === name) : undefined
    return property && (property.value ?? 'none')
  })

export const constantOf = (of: PhpClass, name: string): { readonly home: PhpClass; readonly found: Expression } | undefined =>
  memberOf(of, member => (member.kind === 'classconstant' ? member.constants.find(each => textOf(each.name) === name)?.value : undefined))

/** A frame for code of a class. */
export const frameIn = (home: PhpClass, run: Run, isStrict: boolean, self?: PhpObject): Frame => ({
  variables: new Map<string, Value>(self === undefined ? [] : [['this', self]]),
  ...(self === undefined ? {} : { self }),
  class: home,
  file: home.file,
  run,
  isStrict,
})

export const callMethod = (
  { home, found }: { readonly home: PhpClass; readonly found: Method },
  args: Args,
  { frame: { run }, isLenient }: Pick<CallSite, 'frame' | 'isLenient'>,
  self?: PhpObject,
): Value => {
  if (found.body === null) throw new Opaque(`calls the abstract method ${textOf(found.name)}`)
  run.spend()
  const frame = frameIn(home, run, !isLenient, self)
  bind(found.arguments, args, frame)
  return run.runBody(found.body.children, frame)
}

/** An object of a class whose code is at hand. */
export class Instance implements PhpObject {
  readonly properties = new Map<string, Value>()
  constructor(
    readonly of: PhpClass,
    private readonly run: Run,
  ) {}

  get className(): string {
    return this.of.name
  }

  get(property: string): Value | undefined {
    const own = this.properties.get(property)
    if (own !== undefined) return own
    const declared = propertyOf(this.of, property)
    if (declared === undefined) return undefined
    if (declared.found === 'none') return null
    const value = this.run.evaluate(declared.found, frameIn(declared.home, this.run, true, this))
    this.properties.set(property, value)
    return value
  }

  set(property: string, value: Value): void {
    this.properties.set(property, value)
  }

  call(method: string, args: Args, site: CallSite): Value | undefined {
    const found = methodOf(this.of, method)
    return found && callMethod(found, args, site, this)
  }
}

/** A case of an enum. */
export class EnumCase implements PhpObject {
  constructor(
    readonly className: string,
    readonly name: string,
    readonly value: Value,
  ) {}

  get(property: string): Value | undefined {
    return property === 'value' ? this.value : property === 'name' ? this.name : undefined
  }
}

const cases = new WeakMap<Member, EnumCase>()

type CaseNode = Extract<Member, { kind: 'enumcase' }>

/** Each case is one object: `===` asks for it. */
const caseOf = (of: PhpClass, node: CaseNode, run: Run): EnumCase => {
  const name = textOf(node.name)
  const found =
    cases.get(node) ?? new EnumCase(of.name, name, node.value === null ? name : run.evaluate(node.value, frameIn(of, run, true)))
  cases.set(node, found)
  return found
}

const caseNodes = (of: PhpClass): readonly CaseNode[] => of.node.body.filter(member => member.kind === 'enumcase')

const casesOf = (of: PhpClass, run: Run): readonly EnumCase[] => caseNodes(of).map(node => caseOf(of, node, run))

/** A constant or a case. */
export const readConstant = (of: PhpClass, name: string, run: Run): Value | undefined => {
  const node = caseNodes(of).find(each => textOf(each.name) === name)
  if (node !== undefined) return caseOf(of, node, run)
  const constant = constantOf(of, name)
  return constant && run.evaluate(constant.found, frameIn(constant.home, run, true))
}

/** What PHP itself gives every enum. */
export const callEnum = (of: PhpClass, method: string, args: Args, run: Run): Value | undefined => {
  if (of.node.kind !== 'enum') return undefined
  if (method === 'cases') return PhpArray.of(casesOf(of, run))
  if (method === 'from' || method === 'tryFrom') return casesOf(of, run).find(each => each.value === args.positional[0]) ?? null
  return undefined
}
