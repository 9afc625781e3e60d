import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A statement that has no block below it. Offsets in UTF-16 units. */
export interface StatementSpan {
  readonly start: number
  readonly end: number
}

export type FindStatements = (text: string) => readonly StatementSpan[]

const kinds = ['print', 'exec', 'expression', 'assert', 'raise', 'return', 'delete']

let loading: Promise<FindStatements> | undefined

/** Loads a parser that knows Python 2 and does not stop at mistakes. It is asked for what another one refuses only. */
export const loadStatements = (): Promise<FindStatements> => (loading ??= load())

const load = async (): Promise<FindStatements> => {
  const { Language, Parser, Query } = await import('web-tree-sitter')
  await Parser.init()
  const language = await Language.load(await readFile(grammar()))
  const query = new Query(language, `[${kinds.map(kind => `(${kind}_statement)`).join(' ')}] @statement`)
  const parser = new Parser().setLanguage(language)
  return text => {
    const tree = parser.parse(text)
    if (tree === null) return []
    try {
      return query.captures(tree.rootNode).flatMap(({ node }) => (node.hasError ? [] : [{ start: node.startIndex, end: node.endIndex }]))
    } finally {
      tree.delete()
    }
  }
}

/** The build puts it into `dist/grammars`; the sources have it from the package it comes in. */
const grammar = (): string => {
  const name = 'tree-sitter-python.wasm'
  for (let folder = dirname(fileURLToPath(import.meta.url)); dirname(folder) !== folder; folder = dirname(folder)) {
    const built = join(folder, 'grammars', name)
    if (existsSync(built)) return built
  }
  return createRequire(import.meta.url).resolve(`@vscode/tree-sitter-wasm/wasm/${name}`)
}
