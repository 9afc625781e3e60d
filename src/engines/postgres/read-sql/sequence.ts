import type { AlterSeqStmt, CreateSeqStmt, Node } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import type { Sequence } from '../../../model/schema.ts'
import { allOptions } from '../../../steps/sequence-options.ts'
import type { Step } from '../../../steps/step.ts'
import { present } from '../introspect/catalog.ts'
import { newName, partsOf, relationName, relationOfParts, type Reading } from './names.ts'
import { NoStep, outside } from './no-step.ts'
import { allOf, valueOf } from './nodes.ts'

const words: Readonly<Record<string, string>> = {
  start: 'START WITH',
  increment: 'INCREMENT BY',
  minvalue: 'MINVALUE',
  maxvalue: 'MAXVALUE',
  cache: 'CACHE',
}

const clause = (name: string, arg: Node | undefined): string | undefined => {
  if (name === 'cycle') return valueOf(arg) === 'false' ? 'NO CYCLE' : 'CYCLE'
  const word = words[name]
  if (word === undefined) return undefined
  return arg === undefined ? `NO ${word}` : `${word} ${valueOf(arg) ?? ''}`
}

interface Said {
  readonly options: string
  readonly type?: Sequence['type']
  /** OWNED BY NONE is null. */
  readonly ownedBy?: NonNullable<Sequence['ownedBy']> | null
  readonly restarts: boolean
}

const types: Readonly<Record<string, Sequence['type']>> = { int2: 'smallint', int4: 'integer', int8: 'bigint' }

const saidIn = (reading: Reading, options: readonly Node[] | undefined): Said => {
  const all = allOf(options, 'DefElem')
  const owner = all.find(each => each.defname === 'owned_by')
  const parts = partsOf(owner?.arg)
  const column = parts.at(-1) ?? ''
  return {
    options: all.flatMap(({ defname = '', arg }) => clause(defname, arg) ?? []).join(' '),
    type: types[valueOf(all.find(each => each.defname === 'as')?.arg) ?? ''],
    ...(owner === undefined ? {} : { ownedBy: parts.length < 2 ? null : { table: relationOfParts(reading, parts.slice(0, -1)), column } }),
    restarts: all.some(each => each.defname === 'restart'),
  }
}

export const createSequence = (reading: Reading, node: CreateSeqStmt): readonly Step[] => {
  const name = newName(reading, node.sequence ?? {})
  if (node.sequence?.relpersistence === 't') throw outside('makes a temporary sequence')
  if (node.if_not_exists && reading.schema.sequences.has(keyOf(name))) return []
  const { options, type = 'bigint', ownedBy } = saidIn(reading, node.options)
  return [
    {
      kind: 'create-sequence',
      sequence: present<Sequence>({ name, options: allOptions(type, options), type, ownedBy: ownedBy ?? undefined }),
    },
  ]
}

const unknownSequence = (name: Name): Sequence => ({ name, options: '', type: 'bigint' })

export const alterSequence = (reading: Reading, node: AlterSeqStmt): readonly Step[] => {
  const name = relationName(reading, node.sequence ?? {})
  const key = keyOf(name)
  const from = reading.schema.sequences.get(key)
  if (from === undefined && node.missing_ok) return []
  const { options, type, ownedBy, restarts } = saidIn(reading, node.options)
  if (restarts && options === '' && type === undefined && ownedBy === undefined) throw outside('moves a sequence')
  if (from === undefined) throw new NoStep(`changes sequence ${key}, which is not known`, [key])
  const { ownedBy: owner, ...rest } = from
  const to: Sequence = {
    ...rest,
    options:
      options === '' && type === undefined ? from.options : allOptions(type ?? from.type, options, type === undefined ? from.options : ''),
    type: type ?? from.type,
    ...(ownedBy === null ? {} : { ownedBy: ownedBy ?? owner }),
  }
  return [{ kind: 'alter-sequence', from, to: present(to) }]
}

export const dropSequence = (reading: Reading, parts: readonly string[], missingOk: boolean, cascade: boolean): readonly Step[] => {
  const name = relationOfParts(reading, parts)
  const found = reading.schema.sequences.get(keyOf(name))
  if (found === undefined && missingOk) return []
  const draws = `nextval('${keyOf(name)}'`
  const held = cascade
    ? reading.schema.tables
        .values()
        .flatMap(table =>
          table.columns
            .filter(column => column.default?.sql.startsWith(draws))
            .map((column): Step => ({ kind: 'set-default', table: table.name, column: column.name, from: column.default, to: undefined })),
        )
    : []
  return [...held, { kind: 'drop-sequence', sequence: found ?? unknownSequence(name) }]
}
