import { dirname, join } from 'node:path/posix'
import type { Interpreter } from './python/world.ts'
import { moduleOf, scopeOf } from './python/interpreter.ts'
import { parse, type Parsed } from './python/parse.ts'
import { isStandard } from './standard-library.ts'
import type { ModuleScope } from './python/values.ts'

/** Files of the application that are read for what revisions import: a revision that needs more of it is no migration but a program. */
const mostFiles = 100

/** Files by the names they can be imported by: those that are read anyway, and others of the repository when they are asked for. */
export class Modules {
  /** The names of files that were imported. */
  readonly loaded = new Map<Parsed, ModuleScope>()
  private readonly paths = new Map<string, string | undefined>()
  private readonly texts = new Map<string, string | undefined>()
  private readonly byPath = new Map<string, Parsed | undefined>()
  private readonly roots: readonly string[]
  private taken = 0

  constructor(
    all: readonly Parsed[],
    private readonly readText: (path: string) => string | undefined = () => undefined,
  ) {
    for (const parsed of all) {
      const { path } = parsed.file
      this.byPath.set(path, parsed)
      const parts = path.replace(/(?:\/__init__)?\.py$/, '').split('/')
      // Which folder the program is started from is not known: any end of the path may be its name.
      for (let from = parts.length - 1; from >= 0; from -= 1) {
        const name = parts.slice(from).join('.')
        if (!this.paths.has(name)) this.paths.set(name, path)
      }
    }
    this.roots = rootsOf(all)
  }

  /** @param from the file that imports it: names with dots before them are seen from there */
  find(name: string, from: string): Parsed | undefined {
    const path = this.locate(name, from)
    return path === undefined ? undefined : this.file(path)
  }

  /** Is there such a file? Most names that a file imports are never asked for, and what they are imported from is not read. */
  has(name: string, from: string): boolean {
    return this.locate(name, from) !== undefined
  }

  private locate(name: string, from: string): string | undefined {
    const dots = /^\.*/.exec(name)![0].length
    const bare = name.slice(dots)
    // A file may be called as a package is; the program means the package.
    if (dots === 0 && (isStandard(name) || /^(?:alembic|sqlalchemy)(?:\.|$)/.test(name))) return undefined
    if (dots > 0) {
      const folder = join(dirname(from), ...Array.from({ length: dots - 1 }, () => '..'))
      return this.at(join(folder, bare.replaceAll('.', '/')))
    }
    if (this.paths.has(bare)) return this.paths.get(bare)
    const path = bare.replaceAll('.', '/')
    const root = this.roots.find(each => this.at(join(each, path)) !== undefined)
    const found = root === undefined ? undefined : this.at(join(root, path))
    this.paths.set(bare, found)
    return found
  }

  /** The text of a file of the repository, by its path. */
  textAt(path: string): string | undefined {
    const parsed = this.byPath.get(path)
    if (parsed !== undefined) return parsed.file.text
    if (!this.texts.has(path)) this.texts.set(path, this.readText(path))
    return this.texts.get(path)
  }

  private at(stem: string): string | undefined {
    return [`${stem}.py`, `${stem}/__init__.py`].find(path => this.byPath.has(path) || this.textAt(path) !== undefined)
  }

  private file(path: string): Parsed | undefined {
    if (this.byPath.has(path)) return this.byPath.get(path)
    if (this.taken >= mostFiles) return undefined
    const text = this.textAt(path)
    const result = text === undefined ? undefined : parse({ path, text })
    if (text !== undefined) this.taken += 1
    const parsed = result?.ok === true ? result.parsed : undefined
    this.byPath.set(path, parsed)
    return parsed
  }
}

/** Folders that the program may be started from: those above the migrations, the root first, and `src` in them. */
const rootsOf = (all: readonly Parsed[]): readonly string[] => {
  const [first] = all
  const parts = first === undefined ? [] : dirname(first.file.path).split('/')
  const folders = parts.map((_, n) => parts.slice(0, n + 1).join('/'))
  return ['', 'src', ...folders.flatMap(folder => [folder, `${folder}/src`])]
}

/** The module of a file, its statements done once for each interpreter. */
export const loadModule = (parsed: Parsed, loaded: Map<Parsed, ModuleScope>, interpreter: Interpreter): ModuleScope => {
  const before = loaded.get(parsed)
  if (before !== undefined) return before
  const module = moduleOf(parsed)
  loaded.set(parsed, module)
  interpreter.execute(parsed.tree.body, scopeOf(module))
  return module
}
