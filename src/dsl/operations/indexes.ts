import { keyOf } from '../../model/name.ts'
import { indexIn, type Index } from '../../model/schema.ts'
import { nameIndexes } from '../build-table.ts'
import { checkIndex } from '../check-table.ts'
import { alreadyThere } from '../mistakes.ts'
import { changes, unless, withIndex, wrong, type Outcome, type TableOperation, type TableSituation } from '../outcome.ts'
import { indexDraft, type IndexOptions, type IndexPartDraft } from '../parts.ts'

type Parts = readonly IndexPartDraft<string>[]

const named = ({ table }: TableSituation, parts: Parts, options: IndexOptions<string> | undefined): Index =>
  nameIndexes(table.name, [indexDraft(parts, options)], [...table.indexes, ...table.constraints])[0]!

const refuseTaken = ({ table, site }: TableSituation, name: string, then: () => Outcome): Outcome =>
  indexIn(table, name) === undefined ? then() : wrong(alreadyThere('index', keyOf(table.name), name, site()))

const addIndex = (situation: TableSituation, parts: Parts, options?: IndexOptions<string>): Outcome => {
  const index = named(situation, parts, options)
  return refuseTaken(situation, index.name, () =>
    unless(checkIndex(situation.table, index, situation.site), { kind: 'add-index', table: situation.table.name, index }),
  )
}

const dropIndex = (situation: TableSituation, name: string): Outcome =>
  withIndex(situation, name, index => changes({ kind: 'drop-index', table: situation.table.name, index }))

const renameIndex = (situation: TableSituation, from: string, to: string): Outcome =>
  withIndex(situation, from, () =>
    refuseTaken(situation, to, () => changes({ kind: 'rename-index', table: situation.table.name, from, to })),
  )

/** The new index gets the old one's name unless it says another. */
const replaceIndex = (situation: TableSituation, name: string, parts: Parts, options: IndexOptions<string> = {}): Outcome =>
  withIndex(situation, name, from => {
    const to = named(situation, parts, { name, ...options })
    return unless(checkIndex(situation.table, to, situation.site), { kind: 'replace-index', table: situation.table.name, from, to })
  })

export const indexOperations = { addIndex, dropIndex, renameIndex, replaceIndex } satisfies Readonly<Record<string, TableOperation>>
