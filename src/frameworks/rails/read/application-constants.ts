import { ClassNode, ConstantWriteNode, ModuleNode, StatementsNode, type Node, type ProgramNode } from '@ruby/prism/src/nodes.js'
import { underscore } from './inflect.ts'
import { pathOf } from './literals.ts'
import type { ParseRuby } from './prism.ts'
import { joinPath, type ReadText } from './repository-files.ts'
import { rubySource, type RubySource } from './source.ts'

/** A constant of the application's, where its code gives it a value. */
export interface ApplicationConstant {
  readonly value: Node
  readonly source: RubySource
  /** The constants beside it. */
  readonly beside: ReadonlyMap<string, Node>
}

/** Finds `Order::STATES` as Rails would load it: from the folders it loads classes from. */
export type FindConstant = (root: string, path: string) => ApplicationConstant | undefined

const folders = ['app/models', 'app/models/concerns', 'app/lib', 'app/services', 'lib']

const statementsOf = (node: Node | null): readonly Node[] => (node instanceof StatementsNode ? node.body : [])

/** Constants of the class or module of that path, wherever in the file it is opened. */
const constantsOf = (program: ProgramNode, owner: string): ReadonlyMap<string, Node> => {
  const found = new Map<string, Node>()
  const visit = (node: Node | null, around: string): void => {
    for (const each of statementsOf(node)) {
      if (each instanceof ConstantWriteNode && around === owner) found.set(each.name, each.value)
      if (!(each instanceof ClassNode || each instanceof ModuleNode)) continue
      const name = pathOf(each.constantPath)
      if (name !== undefined) visit(each.body, around === '' ? name : `${around}::${name}`)
    }
  }
  visit(program.statements, '')
  return found
}

export const constantFinder = (parse: ParseRuby, readText: ReadText): FindConstant => {
  const files = new Map<string, { readonly program: ProgramNode; readonly source: RubySource } | undefined>()
  const open = (path: string) => {
    if (files.has(path)) return files.get(path)
    const text = readText(path)
    const { program, problems } = text === undefined ? { problems: [] } : parse(text)
    const file = program === undefined || problems.length > 0 ? undefined : { program, source: rubySource({ path, text: text! }) }
    files.set(path, file)
    return file
  }
  return (root, path) => {
    const parts = path.split('::').filter(part => part !== '')
    const name = parts.at(-1)!
    // Written large it is a value; other constants are classes.
    if (parts.length < 2 || !/^[A-Z][A-Z0-9_]+$/.test(name)) return undefined
    const owner = parts.slice(0, -1).join('::')
    const stems = parts.slice(0, -1).map((_, n) => underscore(parts.slice(0, n + 1).join('::')))
    const candidates = [...stems.toReversed().flatMap(stem => folders.map(folder => `${folder}/${stem}.rb`)), 'config/application.rb']
    for (const candidate of candidates) {
      const file = open(joinPath(root, candidate))
      const beside = file === undefined ? undefined : constantsOf(file.program, owner)
      const value = beside?.get(name)
      if (file !== undefined && beside !== undefined && value !== undefined) return { value, source: file.source, beside }
    }
    return undefined
  }
}
