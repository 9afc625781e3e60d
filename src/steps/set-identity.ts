import { keyOf, sibling } from '../model/name.ts'
import { columnIn, tableIn, type Column, type Identity } from '../model/schema.ts'
import { chosenName } from './chosen-name.ts'
import { editColumn, refuse } from './edit.ts'
import { exact } from './inverse.ts'
import { tokensOf } from './lexical.ts'
import { allOptions, unusualOptions } from './sequence-options.ts'
import type { Step, StepBehaviour, StepOf } from './step.ts'

/** The name said in the options, or the one the server chooses. */
const sequenceOf = ({ table, column }: StepOf<'set-identity'>, identity: Identity): Step => {
  const [, , ...words] = tokensOf(/sequence name \S+/i.exec(identity.options ?? '')?.[0] ?? '').filter(t => t.name !== undefined)
  const name = words.at(-1)?.name ?? chosenName(table.name, [column], 'seq')
  return { kind: 'advance-sequence', sequence: words.length > 1 ? { schema: words[0]!.name!, name } : sibling(table, name), table, column }
}

const named = /^\s*SEQUENCE NAME (?:"(?:[^"]|"")+"|[^\s"])+/i

const widthOf = ({ type }: Column) => (type.kind === 'smallint' || type.kind === 'integer' ? type.kind : 'bigint')

/** The options as the catalog is read: the sequence's name first, then what is not usual for the type. */
const read = (identity: Identity, column: Column): Identity => {
  const [options, kept] = [identity.options ?? '', column.identity?.options ?? '']
  const name = (column.identity === undefined ? named.exec(options) : named.exec(kept))?.[0].trim()
  const text = [name, unusualOptions(widthOf(column), options.replace(named, ''), kept.replace(named, ''))].filter(Boolean).join(' ')
  return { ...identity, options: text === '' ? undefined : text }
}

/** Every option outright: what ALTER does not mention stays. */
const outright = (identity: Identity, column: Column): Identity => ({
  ...identity,
  options: allOptions(widthOf(column), (identity.options ?? '').replace(named, '')).replace(/^AS \w+ /, ''),
})

export const setIdentity: StepBehaviour<StepOf<'set-identity'>> = {
  apply: (step, schema) =>
    editColumn(step, schema, step.table, step.column, column => {
      const path = `${keyOf(step.table)}.${step.column}`
      if (step.to !== undefined && column.nullable) refuse(step, `${path} must be NOT NULL before it can be an identity column (55000)`)
      if (step.to !== undefined && column.default !== undefined) refuse(step, `${path} has a default, which must go first (55000)`)
      if (step.to === undefined && column.identity === undefined) refuse(step, `${path} is no identity column (55000)`)
      return { ...column, identity: step.to && read(step.to, column) }
    }),
  /** A sequence that comes back starts anew, so it is moved past the largest value. */
  invert: (step, before) => {
    const table = tableIn(before, step.table)
    const column = table && columnIn(table, step.column)
    const was = column === undefined ? step.from : column.identity
    const back: Step = { ...step, from: step.to, to: was }
    if (was === undefined) return exact(back)
    if (step.to !== undefined)
      return exact(step.to.options === undefined || column === undefined ? back : { ...back, to: outright(was, column) })
    const residue = [{ what: `${keyOf(step.table)}.${step.column}: position of the identity's sequence` }]
    return { grade: 'leaves residue', steps: [back, sequenceOf(step, was)], residue }
  },
  describe: ({ table, column, to }) => `${to === undefined ? 'drop' : 'set'} identity of ${keyOf(table)}.${column}`,
}
