import { CallNode, DefNode, ModuleNode, StringNode, type Node, type ProgramNode } from '@ruby/prism/src/nodes.js'
import type { Application, ApplicationClass } from './application.ts'
import { collect, constantsGiven, statementsOf } from './migration-class.ts'
import { joinPath } from './repository-files.ts'
import type { RubySource } from './source.ts'

/** A method that a module of the application gives to a migration. */
export interface IncludedMethod {
  readonly method: DefNode
  readonly source: RubySource
  /** The constants beside it. */
  readonly constants: ReadonlyMap<string, Node>
}

/** Files a migration loads by name, seen from the application's root: `require 'a'` looks in `lib`. */
export const required = (program: ProgramNode, file: string, root: string): readonly string[] =>
  statementsOf(program.statements).flatMap(each => {
    if (!(each instanceof CallNode) || !/^(require|require_relative|require_dependency)$/.test(each.name)) return []
    const [path] = each.arguments_?.arguments_ ?? []
    if (!(path instanceof StringNode)) return []
    const name = `${path.unescaped.value.replace(/\.rb$/, '')}.rb`
    return [each.name === 'require_relative' ? joinPath(file, '..', name) : joinPath(root, 'lib', name)]
  })

/** Calls in a module that give whoever includes it nothing but its methods. */
const isPlain = (call: CallNode): boolean =>
  /^(private|public|protected|module_function|require|require_relative)$/.test(call.name) ||
  (call.name === 'extend' && constantsGiven(call).every(path => path === 'ActiveSupport::Concern'))

/** Of `include A, B` the first comes before the second. */
const modulesOf = (call: CallNode): readonly string[] => constantsGiven(call).toReversed()

/** Methods of a module, those of the modules it includes among them; nothing where it does more than define some. */
const methodsOf = (found: ApplicationClass, find: (path: string) => ApplicationClass | undefined, depth = 0): readonly IncludedMethod[] => {
  const { node, source } = found
  const statements = statementsOf(node.body)
  const { methods, constants, calls } = collect(statements.filter(each => !(each instanceof DefNode && each.receiver !== null)))
  const hooks = statements.some(each => each instanceof DefNode && each.receiver !== null && /^(included|append_features)$/.test(each.name))
  const includes = calls.filter(({ name }) => name === 'include')
  if (!(node instanceof ModuleNode) || hooks || depth > 10 || !calls.every(call => isPlain(call) || includes.includes(call))) return []
  const inner = includes.flatMap(modulesOf).map(find)
  if (inner.includes(undefined)) return []
  return [
    ...inner.flatMap(each => methodsOf(each!, find, depth + 1)),
    ...[...methods.values()].map(method => ({ method, source, constants })),
  ]
}

/** What the modules that a migration includes let it call, the last one first, by name. */
export const includedMethodsOf = (
  includes: readonly CallNode[],
  program: ProgramNode,
  file: { readonly path: string; readonly root: string },
  { definition }: Application,
): ReadonlyMap<string, IncludedMethod> => {
  const files = required(program, file.path, file.root)
  const find = (path: string): ApplicationClass | undefined => definition(file.root, path, files)
  return new Map(
    includes
      .flatMap(modulesOf)
      .flatMap(path => find(path) ?? [])
      .flatMap(found => methodsOf(found, find))
      .map(each => [each.method.name, each]),
  )
}
