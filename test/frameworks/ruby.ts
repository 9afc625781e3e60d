import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { ParseResult } from '@ruby/prism/src/deserialize.js'
import { parsePrism } from '@ruby/prism/src/parsePrism.js'

/** Node has it; its types do not. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>
  instantiate(module: object, imports: object): Promise<{ readonly exports: Readonly<Record<string, unknown>> }>
  Module: { imports(module: object): readonly { readonly module: string; readonly name: string }[] }
}

/** Ruby's own parser without WASI, whose loader prints a warning: none of the calls it offers is needed. */
export const loadRuby = async (): Promise<(text: string) => ParseResult> => {
  const file = createRequire(import.meta.url).resolve('@ruby/prism/src/prism.wasm')
  const module = await WebAssembly.compile(await readFile(file))
  const imports: Record<string, Record<string, () => number>> = {}
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 52
  const { exports } = await WebAssembly.instantiate(module, imports)
  ;(exports._initialize as () => void)()
  return text => parsePrism(exports, text)
}

interface Node {
  readonly constructor: { readonly name: string }
  readonly unescaped?: { readonly value: string }
  readonly parts?: readonly Node[]
  readonly compactChildNodes: () => readonly Node[]
}

/** Every string and here-document of a file, as Ruby would have it at run time. */
export const stringsOf = (node: Node): readonly string[] => {
  const kind = node.constructor.name
  if (kind === 'StringNode') return [node.unescaped!.value]
  if (kind === 'InterpolatedStringNode' && node.parts!.every(part => part.constructor.name === 'StringNode')) {
    return [node.parts!.map(part => part.unescaped!.value).join('')]
  }
  return node.compactChildNodes().flatMap(stringsOf)
}

/** Kinds of all nodes: what the file is made of. */
export const kindsOf = (node: Node): readonly string[] => [node.constructor.name, ...node.compactChildNodes().flatMap(kindsOf)]
