import type { Interpreter } from './python/world.ts'
import { moduleOf, scopeOf } from './python/interpreter.ts'
import type { Parsed } from './python/parse.ts'
import { isStandard } from './standard-library.ts'
import type { ModuleScope } from './python/values.ts'

/** Files by the names they can be imported by. */
export class Modules {
  private readonly byName = new Map<string, Parsed>()

  constructor(all: readonly Parsed[]) {
    for (const parsed of all) {
      const parts = parsed.file.path.replace(/(?:\/__init__)?\.py$/, '').split('/')
      // Which folder the program is started from is not known: any end of the path may be its name.
      for (let from = parts.length - 1; from >= 0; from -= 1) {
        const name = parts.slice(from).join('.')
        if (!this.byName.has(name)) this.byName.set(name, parsed)
      }
    }
  }

  find(name: string): Parsed | undefined {
    // A file may be called as a package is; the program means the package.
    return isStandard(name) || /^(?:alembic|sqlalchemy)(?:\.|$)/.test(name) ? undefined : this.byName.get(name.replace(/^\.+/, ''))
  }
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
