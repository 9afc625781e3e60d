import {
  AssocNode,
  BlockNode,
  CallNode,
  FloatNode,
  IntegerNode,
  KeywordHashNode,
  StatementsNode,
  StringNode,
  SymbolNode,
  type Node,
  type ProgramNode,
} from '@ruby/prism/src/nodes.js'
import type { Migration, SourceFile } from '../../../history/migration.ts'
import type { ReadOptions } from '../../read.ts'
import { newestRails } from '../context.ts'
import { meaningsOf } from './class-version.ts'
import { direction } from './directions.ts'
import type { MigrationClass } from './migration-class.ts'
import { pathOf } from './literals.ts'
import type { ParseRuby } from './prism.ts'
import { rubySource } from './source.ts'

interface Definition {
  readonly node: CallNode
  readonly block: BlockNode
  /** What stands in the brackets; Rails 6.1 and before wrote none. */
  readonly header?: Node
}

/** `ActiveRecord::Schema[7.1].define(version: …) do … end` */
const definitionIn = (program: ProgramNode): Definition | undefined => {
  for (const node of program.statements.body) {
    if (!(node instanceof CallNode) || node.name !== 'define' || !(node.block instanceof BlockNode) || node.receiver === null) continue
    const { receiver } = node
    const versioned = receiver instanceof CallNode && receiver.name === '[]' ? receiver : undefined
    const path = pathOf(versioned?.receiver ?? receiver)
    const header = versioned?.arguments_?.arguments_[0]
    if (path !== undefined && /(^|::)Schema$/.test(path)) return { node, block: node.block, ...(header === undefined ? {} : { header }) }
  }
  return undefined
}

const versionIn = ({ arguments_ }: CallNode): string => {
  const hash = arguments_?.arguments_.find(argument => argument instanceof KeywordHashNode)
  for (const pair of hash?.elements ?? [])
    if (pair instanceof AssocNode && pair.key instanceof SymbolNode && pair.key.unescaped.value === 'version') {
      if (pair.value instanceof IntegerNode) return String(pair.value.value)
      if (pair.value instanceof StringNode) return pair.value.unescaped.value
    }
  return ''
}

/** A dump in Ruby or in SQL, as a migration that makes the schema from nothing. */
export const readSchema = (file: SourceFile, parse: ParseRuby, options: ReadOptions): Migration => {
  const source = rubySource(file)
  const at = source.place(0, file.text.length)
  const common = { name: 'schema', file: file.path, at, wrapping: 'none', noDown: 'missing' } as const
  if (file.path.endsWith('.sql')) return { ...common, id: '', up: to => to.sql(file.text, at, source.place) }
  const { program, problems } = parse(file.text)
  const definition = program === undefined || problems.length > 0 ? undefined : definitionIn(program)
  if (definition === undefined)
    return { ...common, id: '', up: to => to.code({ language: 'ruby', source: file.text, reason: 'it is no schema that can be read' }, at) }
  const { node, block, header } = definition
  const runtime = Number(options.version ?? newestRails)
  const migration: MigrationClass = {
    name: 'Schema',
    node,
    parent: 'ActiveRecord::Schema',
    methods: new Map(),
    constants: new Map(),
    models: new Map(),
    includes: [],
    isOutsideTransaction: true,
  }
  const version = header instanceof FloatNode ? Number(source.text.slice(...stretchOf(header, source.unit))) : Math.min(6.1, runtime)
  // The prefix stands in the names already.
  const part = { migration, source, meanings: meaningsOf(version), tablePrefix: '', runtime }
  const body = block.body instanceof StatementsNode ? block.body : null
  return { ...common, id: versionIn(node), up: direction(part, { name: 'define', body, whole: node }) }
}

const stretchOf = ({ location: { startOffset, length } }: Node, unit: (byte: number) => number): [number, number] => [
  unit(startOffset),
  unit(startOffset + length),
]
