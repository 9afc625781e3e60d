import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parsePrism } from '@ruby/prism/src/parsePrism.js'
import type { ProgramNode } from '@ruby/prism/src/nodes.js'

/** As much of the engine's interface as is used; the compiler knows it of browsers only. */
interface WebAssemblyEngine {
  readonly compile: (bytes: Uint8Array) => Promise<object>
  readonly Module: { readonly imports: (module: object) => readonly { readonly module: string; readonly name: string }[] }
  readonly Instance: new (
    module: object,
    imports: Record<string, Record<string, () => number>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> }
  readonly RuntimeError: new () => Error
}
const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyEngine }

/** A stretch of the text, in UTF-8 bytes, that the parser objects to. */
export interface RubyProblem {
  readonly message: string
  readonly start: number
  readonly length: number
}

/** The tree of a file; Prism gives one even where it has objections. */
export interface ParsedRuby {
  readonly program?: ProgramNode
  readonly problems: readonly RubyProblem[]
}

export type ParseRuby = (text: string) => ParsedRuby

/**
 * Loads Ruby's own parser. Its module asks for a system it never uses; giving it one by `node:wasi` would print a
 * warning at every start, so that each call it could make answers "not there".
 */
export const loadRuby = async (): Promise<ParseRuby> => {
  const path = createRequire(import.meta.url).resolve('@ruby/prism/src/prism.wasm')
  const module = await WebAssembly.compile(readFileSync(path))
  const notThere = 52
  const imports: Record<string, Record<string, () => number>> = {}
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => notThere
  const start = (): Readonly<Record<string, unknown>> => {
    const { exports } = new WebAssembly.Instance(module, imports)
    ;(exports['_initialize'] as () => void)()
    return exports
  }
  let exports = start()
  return text => {
    try {
      const { value, errors } = parsePrism(exports, text)
      return {
        program: value,
        problems: errors.map(({ message, location }) => ({ message, start: location.startOffset, length: location.length })),
      }
    } catch (problem) {
      // Text nested thousands deep exhausts the parser's stack; what it leaves behind is not to be trusted.
      if (!(problem instanceof WebAssembly.RuntimeError || problem instanceof RangeError)) throw problem
      exports = start()
      return { problems: [{ message: 'it is nested too deep for the parser', start: 0, length: 0 }] }
    }
  }
}
