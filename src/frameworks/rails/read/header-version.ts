import { CallNode, FloatNode, StringNode, type Node } from '@ruby/prism/src/nodes.js'
import type { MigrationClass } from './migration-class.ts'
import type { RubySource } from './source.ts'

/** Without a version in the header it is the last one that had none. */
const unsaid = 4.2

/** GitLab has its own numbers, each of which stands for one of Rails'. */
const gitlab: Readonly<Record<string, number>> = { '1.0': 6.1, '2.0': 6.1, '2.1': 7, '2.2': 7.1, '2.3': 7.2 }

export interface HeaderVersion {
  readonly version: number
  /** Why it had to be guessed. */
  readonly guessed?: string
}

/** The version a migration was written for. */
export const headerVersion = ({ header, parent }: MigrationClass, source: RubySource, runtime: number): HeaderVersion => {
  if (header === undefined)
    return parent === 'ActiveRecord::Migration' ? { version: unsaid } : { version: runtime, guessed: `what ${parent} is` }
  const text = literalText(header, source)
  if (text === undefined) return { version: runtime, guessed: 'the version in its header' }
  if (parent.startsWith('Gitlab::') && gitlab[text] !== undefined) return { version: gitlab[text] }
  return { version: Number(text) }
}

const literalText = (node: Node, source: RubySource): string | undefined => {
  if (node instanceof FloatNode)
    return source.text.slice(source.unit(node.location.startOffset), source.unit(node.location.startOffset + node.location.length))
  if (node instanceof StringNode && /^\d+\.\d+$/.test(node.unescaped.value)) return node.unescaped.value
  // `Migration[5.0].freeze`, `[Float(5.0)]` and the like.
  return node instanceof CallNode && node.receiver instanceof FloatNode ? literalText(node.receiver, source) : undefined
}
