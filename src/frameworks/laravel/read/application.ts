import type { SourceFile } from '../../../history/migration.ts'
import type { ReadOptions } from '../../read.ts'
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

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

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
  const parsed = new Map<SourceFile, PhpFile>()
  const fileAt = (source: SourceFile): PhpFile => {
    const known = parsed.get(source)
    if (known !== undefined) return known
    const file = fileOf(source, parse(source.text, source.path).program.children)
    parsed.set(source, file)
    return file
  }
  const classes = new Map<string, PhpClass | undefined>()

  const classIn = (file: PhpFile, node: ClassNode): PhpClass => {
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
        return parentName === undefined || parentName === name ? undefined : findClass(parentName)
      },
      get traits() {
        return traitNames.flatMap(each => findClass(each) ?? [])
      },
    } as PhpClass
  }

  const findClass = (name: string): PhpClass | undefined => {
    if (classes.has(name)) return classes.get(name)
    const parts = name.split('\\')
    const short = parts.at(-1)!
    const candidates = (byName.get(`${short.toLowerCase()}.php`) ?? []).map(fileAt)
    const file = candidates.find(each => (each.namespace === '' ? short : `${each.namespace}\\${short}`) === name)
    const node = file?.classes.find(each => textOf(each.name) === short)
    const found = file !== undefined && node !== undefined ? classIn(file, node) : undefined
    classes.set(name, found)
    return found
  }

  return {
    classIn,
    findClass,
    textOf: path =>
      (byName.get(baseName(path).toLowerCase()) ?? []).find(file => file.path === path || file.path.endsWith(`/${path}`))?.text,
    fileAt: path => (byName.get(baseName(path).toLowerCase()) ?? []).find(file => file.path === path)?.text ?? readText(path),
    configFile: name => {
      const file = (byName.get(`${name.toLowerCase()}.php`) ?? []).find(({ path }) => /(^|\/)config\/[^/]+$/.test(path))
      return file && fileAt(file)
    },
  }
}
