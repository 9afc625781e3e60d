import { join, relative } from 'node:path/posix'
import type { SourceFile } from '../../../history/migration.ts'
import type { ReadOptions } from '../../read.ts'
import { autoloadOf, type Autoload } from './autoload.ts'
import type { PhpClass, PhpFile } from './php/frame.ts'
import { fullName } from './php/classes.ts'
import { textOf, type ClassNode, type Statement } from './php/nodes.ts'
import type { Parse } from './php/parse.ts'
import { walk } from './php/scan.ts'
import type { Application } from './illuminate/context.ts'

/** A file's classes, imports and statements. */
export const fileOf = ({ path, text }: SourceFile, statements: readonly Statement[]): PhpFile => {
  const imports = new Map<string, string>()
  const classes: ClassNode[] = []
  let namespace = ''
  const top: Statement[] = []
  const look = (each: Statement): void => {
    if (each.kind === 'namespace') {
      namespace = each.name.replace(/^\\/, '')
      each.children.forEach(look)
      return
    }
    top.push(each)
    if (each.kind === 'usegroup' && each.type === null)
      for (const item of each.items) {
        const full = [each.name, item.name]
          .filter(part => part !== null && part !== '')
          .join('\\')
          .replace(/^\\/, '')
        imports.set((item.alias?.name ?? full.slice(full.lastIndexOf('\\') + 1)).toLowerCase(), full)
      }
    else
      walk(each, inner => {
        if (inner.kind !== 'class' && inner.kind !== 'trait' && inner.kind !== 'enum' && inner.kind !== 'interface') return true
        classes.push(inner)
        return false
      })
  }
  statements.forEach(look)
  return { path, text, namespace, imports, classes, statements: top }
}

const baseOfClass = (name: string): string => name.slice(name.lastIndexOf('\\') + 1).toLowerCase()

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** What lies there is the same wherever the application runs. */
const ownFolders = /^(app|database|resources)\//

/** The application's files, parsed once each, when they are first asked for. */
export const applicationOf = (
  files: readonly SourceFile[],
  parse: Parse,
  readText: ReadOptions['readText'] = () => undefined,
): Application & { readonly classIn: (file: PhpFile, node: ClassNode) => PhpClass } => {
  const byName = new Map<string, SourceFile[]>()
  for (const file of files) {
    const name = baseName(file.path).toLowerCase()
    byName.set(name, [...(byName.get(name) ?? []), file])
  }
  const parsed = new Map<string, PhpFile>()
  const open = (source: SourceFile): PhpFile => {
    const known = parsed.get(source.path)
    if (known !== undefined) return known
    const { program, problem } = parse(source.text, source.path)
    // Of what PHP itself refuses nothing is known.
    const file = fileOf(source, problem === undefined ? program.children : [])
    parsed.set(source.path, file)
    return file
  }
  const openPath = (path: string): PhpFile | undefined => {
    const text = readText(path)
    return text === undefined ? undefined : open({ path, text })
  }
  let autoload: Autoload | undefined
  const autoloaded = (): Autoload => (autoload ??= autoloadOf(files, readText))
  const classes = new Map<string, PhpClass | undefined>()
  const definitions = new Map<string, PhpClass | undefined>()

  const classIn = (file: PhpFile, node: ClassNode, find = findClass): PhpClass => {
    const own = textOf(node.name)
    const name = own === '' ? `class@${file.path}` : file.namespace === '' ? own : `${file.namespace}\\${own}`
    const parentName = node.extends === undefined || node.extends === null ? undefined : fullName(node.extends, file)
    const traitNames = node.body.flatMap(member => (member.kind === 'traituse' ? member.traits.map(each => fullName(each, file)) : []))
    return {
      name,
      node,
      file,
      ...(parentName === undefined ? {} : { parentName }),
      traitNames,
      get parent() {
        return parentName === undefined || parentName === name ? undefined : find(parentName)
      },
      get traits() {
        return traitNames.flatMap(each => find(each) ?? [])
      },
    } as PhpClass
  }

  const named = (name: string): readonly PhpFile[] => (byName.get(`${baseOfClass(name)}.php`) ?? []).map(open)
  const autoloadable = (name: string): readonly PhpFile[] =>
    autoloaded()
      .candidates(name)
      .flatMap(path => openPath(path) ?? [])

  /** The class of that name, if one of the files has it. */
  const classAmong = (name: string, found: readonly PhpFile[], find: typeof findClass): PhpClass | undefined => {
    const short = name.slice(name.lastIndexOf('\\') + 1)
    const file = found.find(each => (each.namespace === '' ? short : `${each.namespace}\\${short}`) === name)
    const node = file?.classes.find(each => textOf(each.name) === short)
    return file === undefined || node === undefined ? undefined : classIn(file, node, find)
  }

  function findClass(name: string): PhpClass | undefined {
    if (classes.has(name)) return classes.get(name)
    const found = classAmong(name, named(name), findClass)
    classes.set(name, found)
    return found
  }

  function definition(name: string): PhpClass | undefined {
    if (definitions.has(name)) return definitions.get(name)
    // Also what the files at hand extend may be elsewhere.
    const found = classAmong(name, named(name), definition) ?? classAmong(name, autoloadable(name), definition)
    definitions.set(name, found)
    return found
  }

  return {
    classIn,
    findClass,
    definition,
    textOf: path => {
      const found = (byName.get(baseName(path).toLowerCase()) ?? []).find(file => file.path === path || file.path.endsWith(`/${path}`))
      if (found !== undefined) return found.text
      const { root } = autoloaded()
      if (root === undefined) return undefined
      // `__DIR__` says where the application lies in the repository, `database_path()` does not.
      const below = relative(root, path.startsWith(`${root}/`) ? path : join(root, path))
      return ownFolders.test(below) ? (readText(join(root, below)) ?? null) : undefined
    },
    fileAt: path => (byName.get(baseName(path).toLowerCase()) ?? []).find(file => file.path === path)?.text ?? readText(path),
    configFile: name => {
      const file = (byName.get(`${name.toLowerCase()}.php`) ?? []).find(({ path }) => /(^|\/)config\/[^/]+$/.test(path))
      if (file !== undefined) return open(file)
      const { root } = autoloaded()
      return root === undefined || !/^[\w-]+$/.test(name) ? undefined : openPath(join(root, 'config', `${name}.php`))
    },
  }
}
