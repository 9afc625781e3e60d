import type { CallStmt, DoStmt } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import type { Step } from '../../../steps/step.ts'
import { tokensOf } from '../tokens.ts'
import { calledIn } from './calls.ts'
import { lockOf } from './data.ts'
import type { Reading } from './names.ts'
import { allOf, asKind, textsOf, itemsOf } from './nodes.ts'
import { known, opaque } from './opaque.ts'

/** Words with which a block can change a schema, or hide that it does. */
const changing = new Set([
  'create',
  'alter',
  'drop',
  'execute',
  'perform',
  'call',
  'rename',
  'comment',
  'grant',
  'revoke',
  'refresh',
  'reindex',
  'cluster',
  'truncate',
  'import',
  'select',
])
const dynamic = new Set(['execute', 'perform', 'call'])

const bodyOf = (node: DoStmt): string => {
  const as = allOf(node.args, 'DefElem').find(each => each.defname === 'as')?.arg
  return asKind(as, 'String')?.sval ?? textsOf(itemsOf(as)).join('')
}

/** Tables a body names, and what it may do to them. */
const namesIn = ({ schema }: Reading, words: ReadonlySet<string>): readonly string[] =>
  [...Object.values(schema.tables), ...Object.values(schema.views)].flatMap(({ name }) => (words.has(name.name) ? [keyOf(name)] : []))

/**
 * DO: a block that only moves rows leaves the schema as it is. Any other may change what it names, and one that puts
 * statements together itself anything.
 */
export const doBlock = (reading: Reading, node: DoStmt): readonly Step[] => {
  const { text } = reading.source
  const tokens = tokensOf(bodyOf(node))
  if (tokens === undefined) return [opaque(text, 'runs a block that may do anything')]
  const words = new Set(tokens.flatMap(({ kind, name }) => (kind === 'word' || kind === 'quoted' ? [name] : [])))
  const keys = namesIn(reading, words)
  const says = (list: ReadonlySet<string>): boolean => tokens.some(({ kind, name }) => kind === 'word' && list.has(name))
  if (!says(changing)) {
    const locks = keys.map(key => {
      const { name } = (reading.schema.tables[key] ?? reading.schema.views[key])!
      return lockOf(reading, name, 'row exclusive', 'scan')
    })
    return [known(text, 'runs a block that moves rows', { verb: 'do', locks, long: locks.length > 0 })]
  }
  return [opaque(text, 'runs a block', says(dynamic) ? [] : keys)]
}

export const callProcedure = (reading: Reading, node: CallStmt): readonly Step[] => {
  const called = calledIn(reading, { FuncCall: node.funccall ?? {} })
  const name = textsOf(node.funccall?.funcname).join('.')
  return called.every(each => each.isKnown) && called.length > 0
    ? [known(reading.source.text, `calls ${name}`, { verb: 'call', long: true })]
    : [opaque(reading.source.text, `calls ${name}, which may do anything`)]
}
