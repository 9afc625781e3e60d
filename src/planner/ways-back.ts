import { keyOf } from '../model/name.ts'
import type { Schema, Table } from '../model/schema.ts'
import type { Stage, Unit } from '../plan/plan.ts'
import { applyAll } from '../steps/index.ts'
import type { Residue, Semantics } from '../steps/step.ts'
import { canonicalJson } from '../model/canonical-json.ts'
import { differingObjects } from './same-schema.ts'

/** Does a residue speak of what differs? */
type Explains = (residue: Residue) => boolean

const namedParts = ['constraints', 'indexes', 'triggers', 'policies', 'extendedStatistics', 'publications'] as const

const differingNames = (a: readonly { readonly name: string }[] = [], b: readonly { readonly name: string }[] = []): readonly string[] => {
  const [left, right] = [a, b].map(list => new Map(list.map(part => [part.name, canonicalJson(part)]))) as [
    Map<string, string>,
    Map<string, string>,
  ]
  return [...new Set([...left.keys(), ...right.keys()])].filter(name => left.get(name) !== right.get(name))
}

/** `users.name: …` is about a column, `users: index users_name_idx` about a part of that name. */
const partsOf = (key: string, before: Table, back: Table): readonly Explains[] => [
  ...differingNames(before.columns, back.columns).map(
    (name): Explains =>
      ({ what }) =>
        what.startsWith(`${key}.${name}: `),
  ),
  ...namedParts.flatMap(part =>
    differingNames(before[part], back[part]).map(
      (name): Explains =>
        ({ what }) =>
          what.startsWith(`${key}: `) && what.endsWith(` ${name}`),
    ),
  ),
]

/** What going back over the unit leaves otherwise than it was, each with what would declare it. */
const leftovers = (before: Schema, back: Schema): readonly Explains[] =>
  differingObjects(back, before).flatMap((object): readonly Explains[] => {
    const key = object.slice(object.indexOf(' ') + 1)
    const [was, is] = [before.tables.get(key), back.tables.get(key)]
    const parts = object.startsWith('table ') && was !== undefined && is !== undefined ? partsOf(keyOf(was.name), was, is) : []
    return parts.length > 0 ? parts : [({ what }) => what.startsWith(`${key}: `) || what.startsWith(`${key}.`)]
  })

/** Does a unit's way back lead to where it started, but for what it declares? */
export const leadsBack = (unit: Unit, before: Schema, after: Schema, semantics: Semantics): boolean => {
  if (unit.down.grade === 'irreversible') return true
  const back = applyAll(
    unit.down.blocks.flatMap(block => block.statements.map(statement => statement.step)),
    after,
    semantics,
  )
  return leftovers(before, back).every(isDeclaredBy => unit.down.residue.some(isDeclaredBy))
}

/**
 * The units whose way back does not lead to where the unit started, but for what it declares. A recipe's does in the schema it
 * was written for; among the steps of another change it may miss what that one has not yet, or has already, taken away.
 */
export const unitsLedAstray = (stages: readonly Stage[], start: Schema, semantics: Semantics): readonly Unit[] => {
  let before = start
  return stages
    .flatMap(stage => stage.units)
    .filter(unit => {
      const after = applyAll(
        unit.up.statements.map(statement => statement.step),
        before,
        semantics,
      )
      const isWhole = leadsBack(unit, before, after, semantics)
      before = after
      return !isWhole
    })
}
