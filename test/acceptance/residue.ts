import { compareSchemas, type Difference } from '../../src/engines/postgres/compare.ts'
import type { Schema } from '../../src/model/schema.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { withoutNotNullNames } from './rehearsal.ts'

/**
 * What still differs from the start after going down, and is not declared by the plan; and what is declared but does
 * not differ. Residue is declared in words (`users.status: enum label "archived"`); a difference counts as explained
 * when a declaration names its object.
 */
export const expectedAfterDown = (plan: Plan, start: Schema, back: Schema): { readonly unexplained: readonly Difference[] } => {
  const declared = plan.stages.flatMap(s => s.units.flatMap(u => u.down.residue.map(r => r.what)))
  const differences = compareSchemas(withoutNotNullNames(back), withoutNotNullNames(start), { ignore: ['column-order'] })
  return { unexplained: differences.filter(d => !declared.some(what => isAbout(what, d))) }
}

const isAbout = (what: string, difference: Difference): boolean => {
  const subject = what.split(':')[0]!.trim()
  const isIn = (name: string) => difference.path.includes(JSON.stringify(name).slice(1, -1)) // odd names are written as JSON
  return isIn(subject) || subject.split('.').every(isIn)
}
