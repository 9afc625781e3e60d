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

/** A class or module as a file of the application opens it. */
export interface ApplicationClass {
  readonly node: ClassNode | ModuleNode
  readonly source: RubySource
}

/** What the repository holds beside its migrations, found as Rails would load it. Paths are of files, `root` that of the application. */
export interface Application {
  /** `Order::STATES`: from the folders Rails loads classes from. */
  readonly constant: (root: string, path: string) => ApplicationConstant | undefined
  /** `User`, `Concerns::Audited`: from those folders, or from the files that are named, which come first. */
  readonly definition: (root: string, path: string, files?: readonly string[]) => ApplicationClass | undefined
}

const folders = ['app/models', 'app/models/concerns', 'app/lib', 'app/services', 'lib']
/** Where modules of migrations lie beside those. */
const folderOfMigrations = ['db/migrate/concerns', 'db/concerns', 'lib/migrations', 'lib/migration_helpers']

const statementsOf = (node: Node | null): readonly Node[] => (node instanceof StatementsNode ? node.body : [])

/** Classes and modules of that path, wherever in the file they are opened. */
const opened = (program: ProgramNode, path: string): readonly (ClassNode | ModuleNode)[] => {
  const found: (ClassNode | ModuleNode)[] = []
  const visit = (node: Node | null, around: string): void => {
    for (const each of statementsOf(node)) {
      if (!(each instanceof ClassNode || each instanceof ModuleNode)) continue
      const name = pathOf(each.constantPath)
      if (name === undefined) continue
      const whole = around === '' ? name : `${around}::${name}`
      if (whole === path) found.push(each)
      visit(each.body, whole)
    }
  }
  visit(program.statements, '')
  return found
}

const constantsOf = (program: ProgramNode, owner: string): ReadonlyMap<string, Node> =>
  new Map(
    opened(program, owner)
      .flatMap(({ body }) => statementsOf(body))
      .flatMap(each => (each instanceof ConstantWriteNode ? [[each.name, each.value] as const] : [])),
  )

export const applicationOf = (parse: ParseRuby, readText: ReadText): Application => {
  const files = new Map<string, { readonly program: ProgramNode; readonly source: RubySource } | undefined>()
  const open = (path: string) => {
    if (files.has(path)) return files.get(path)
    const text = readText(path)
    const { program, problems } = text === undefined ? { problems: [] } : parse(text)
    const file = program === undefined || problems.length > 0 ? undefined : { program, source: rubySource({ path, text: text! }) }
    files.set(path, file)
    return file
  }
  return {
    constant: (root, path) => {
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
    },
    definition: (root, path, named = []) => {
      const candidates = [...named, ...[...folders, ...folderOfMigrations].map(folder => joinPath(root, folder, `${underscore(path)}.rb`))]
      for (const candidate of candidates) {
        const file = open(candidate)
        const [node, again] = file === undefined ? [] : opened(file.program, path)
        // What opens it twice is not all told by one of them.
        if (file !== undefined && node !== undefined) return again === undefined ? { node, source: file.source } : undefined
      }
      return undefined
    },
  }
}
