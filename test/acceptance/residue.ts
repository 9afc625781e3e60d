import type { Schema } from '../../src/model/schema.ts'
import type { Unit } from '../../src/plan/plan.ts'
import { declaredByAll, wordsOf } from '../laws/declared-residue.ts'
import { withoutNotNullNames } from './rehearsal.ts'

/** Residue in words, sorted: what going back left in the catalog, and what the units gone back over had declared. */
export interface Residues {
  readonly left: readonly string[]
  readonly declared: readonly string[]
}

/** The catalog lists the columns of statistics and of publications in the table's order, which going back may change. */
const inAnyOrder = (schema: Schema): Schema => ({
  ...schema,
  tables: schema.tables.map(table => ({
    ...table,
    ...(table.publications === undefined
      ? {}
      : {
          publications: table.publications.map(each => (each.columns === undefined ? each : { ...each, columns: each.columns.toSorted() })),
        }),
    ...(table.extendedStatistics === undefined
      ? {}
      : {
          extendedStatistics: table.extendedStatistics.map(each => ({
            ...each,
            columns: each.columns.toSorted(),
            definition: each.definition.replace(
              / ON (.+) FROM /,
              (_, list: string) => ` ON ${list.split(', ').toSorted().join(', ')} FROM `,
            ),
          })),
        }),
  })),
})

/**
 * Each is named by its table, its object and what it is (`users: index users_name_idx`), so the two lists must be equal:
 * a difference that nobody declared fails, and so does a declared one that is not there.
 *
 * @param units those that went up and came down again, in the order of the plan
 */
export const residuesAfterDown = (units: readonly Unit[], start: Schema, back: Schema): Residues => ({
  left: wordsOf(inAnyOrder(withoutNotNullNames(start)), inAnyOrder(withoutNotNullNames(back))),
  declared: declaredByAll(units),
})
