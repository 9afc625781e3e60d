import type { CallStmt, DoStmt } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import type { ReadBlock } from '../../../steps/engine.ts'
import type { Step } from '../../../steps/step.ts'
import { tokensOf, type Token } from '../tokens.ts'
import { calledIn, isHarmless } from './calls.ts'
import { lockOf } from './data.ts'
import type { Reading } from './names.ts'
import { allOf, asKind, textsOf, itemsOf } from './nodes.ts'
import { known, opaque } from './opaque.ts'
import { readBlock } from './block.ts'
import { runBlock, type Reader } from './run-block.ts'

/** Words with which a block can change a schema, or hide that it does. */
const changing = new Set('create alter drop execute call do rename comment grant revoke refresh reindex cluster truncate import'.split(' '))
const dynamic = new Set(['execute', 'call', 'do'])
/** Words a parenthesis may follow although they are no function's name. */
const noCalls = new Set(
  'in values and or not exists any all some from as array select where when then else if elsif using on over filter by row with union except intersect limit offset between case end varchar numeric char timestamp interval coalesce nullif greatest least cast is return key check unique primary foreign exclude include decimal character varying bit values'.split(
    ' ',
  ),
)

/** Words behind which a relation or a method stands. */
const leading = new Set('into references table on using only exists view index'.split(' '))

/** Does it call a function that may do anything? What stands for a relation is none. */
const callsUnknown = (reading: Reading, tokens: readonly Token[], relations: ReadonlySet<string>): boolean =>
  tokens.some(
    ({ kind, name }, at) =>
      (kind === 'word' || kind === 'quoted') &&
      tokens[at + 1]?.text === '(' &&
      !noCalls.has(name) &&
      !relations.has(name) &&
      !leading.has(tokens[at - 1]?.name ?? '') &&
      !isHarmless(reading, name),
  )

const bodyOf = (node: DoStmt): string => {
  const as = allOf(node.args, 'DefElem').find(each => each.defname === 'as')?.arg
  return asKind(as, 'String')?.sval ?? textsOf(itemsOf(as)).join('')
}

/** Tables a body names, and what it may do to them. */
const namesIn = ({ schema }: Reading, words: ReadonlySet<string>): readonly string[] =>
  [...schema.tables.values(), ...schema.views.values()].flatMap(({ name }) => (words.has(name.name) ? [keyOf(name)] : []))

/**
 * DO: a block that only moves rows leaves the schema as it is. Any other may change what it names, and one that puts
 * statements together itself anything.
 */
export const doBlock = (reading: Reading, node: DoStmt, read: Reader): ReadBlock => {
  const body = bodyOf(node)
  const tokens = tokensOf(body)
  const block = tokens && readBlock(body, tokens)
  const run = block && runBlock(reading, body, block, read)
  if (run === 'stops') return { ...nothing, steps: [known(reading.source.text, 'stops here', { verb: 'do', stops: true })] }
  if (run !== undefined && !run.isMoving) return run
  return { ...nothing, steps: byWords(reading, tokens) }
}

const nothing: Omit<ReadBlock, 'steps'> = { inner: [], few: {}, leaves: { local: {}, session: {} } }

/** As far as the words of a block tell what it may do. */
const byWords = (reading: Reading, tokens: readonly Token[] | undefined): readonly Step[] => {
  const { text } = reading.source
  if (tokens === undefined) return [opaque(text, 'runs a block that may do anything')]
  const words = new Set(tokens.flatMap(({ kind, name }) => (kind === 'word' || kind === 'quoted' ? [name] : [])))
  const keys = namesIn(reading, words)
  const says = (list: ReadonlySet<string>): boolean => tokens.some(({ kind, name }) => kind === 'word' && list.has(name))
  const relations = new Set(keys.flatMap(key => reading.schema.tables.get(key)?.name.name ?? []))
  const hides = says(dynamic) || callsUnknown(reading, tokens, relations)
  if (!hides && !says(changing)) {
    const locks = keys.map(key => {
      const { name } = (reading.schema.tables.get(key) ?? reading.schema.views.get(key))!
      return lockOf(reading, name, 'row exclusive', 'scan')
    })
    return [known(text, 'runs a block that moves rows', { verb: 'do', locks, long: locks.length > 0 })]
  }
  return [opaque(text, 'runs a block', hides ? [] : keys)]
}

export const callProcedure = (reading: Reading, node: CallStmt): readonly Step[] => {
  const called = calledIn(reading, { FuncCall: node.funccall ?? {} })
  const name = textsOf(node.funccall?.funcname).join('.')
  return called.every(each => each.isKnown) && called.length > 0
    ? [known(reading.source.text, `calls ${name}`, { verb: 'call', long: true })]
    : [opaque(reading.source.text, `calls ${name}, which may do anything`)]
}
