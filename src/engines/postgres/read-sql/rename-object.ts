import type { RenameStmt } from 'libpg-query'
import { keyOf, sibling, type Name } from '../../../model/name.ts'
import type { Domain, Routine, Schema, Table, View } from '../../../model/schema.ts'
import { routineIn, withoutRoutine, withRoutine } from '../../../steps/routine-records.ts'
import type { Outcome } from '../../../steps/shapes/object.ts'
import type { Step } from '../../../steps/step.ts'
import { inOrder } from '../introspect/catalog.ts'
import { quoteIdentifier, quoteName } from '../quote.ts'
import { partsOf, relationName, typeOfParts, type Reading } from './names.ts'
import { NoStep, outside } from './no-step.ts'
import { asKind } from './nodes.ts'
import { turning } from './opaque.ts'
import { routineNamed } from './routine.ts'

type Owner = Table | View

const isView = (owner: Owner): owner is View => 'query' in owner

const withOwners = (owners: readonly Owner[]): Outcome => {
  const entries = (list: readonly Owner[]): Record<string, never> =>
    Object.fromEntries(list.map(each => [keyOf(each.name), each])) as Record<string, never>
  const [views, tables] = [owners.filter(isView), owners.filter(owner => !isView(owner))]
  return { ...(tables.length === 0 ? {} : { tables: entries(tables) }), ...(views.length === 0 ? {} : { views: entries(views) }) }
}

const renameTrigger = (reading: Reading, owner: Owner, from: string, to: string): Step => {
  const before = `TRIGGER ${quoteIdentifier(from)} `
  const triggers = (owner.triggers ?? []).map(each =>
    each.name === from ? { ...each, name: to, definition: each.definition.replace(before, () => `TRIGGER ${quoteIdentifier(to)} `) } : each,
  )
  const renamed = { ...owner, triggers: triggers.toSorted((a, b) => inOrder(a.name, b.name)) } as Owner
  return turning(reading.source.text, 'renames a trigger', withOwners([renamed]))
}

const renamePolicy = (reading: Reading, table: Table, from: string, to: string): Step =>
  turning(
    reading.source.text,
    'renames a policy',
    withOwners([{ ...table, policies: (table.policies ?? []).map(each => (each.name === from ? { ...each, name: to } : each)) }]),
  )

/** Everything keyed as it is afterwards: what is gone is null. */
const changedRoutines = (before: Schema, after: Schema): Outcome['routines'] => ({
  ...Object.fromEntries(before.routines.keys().map(key => [key, null])),
  ...after.routines.toJSON(),
})

/** The routine under its new name, and the triggers that call it. */
const renameRoutine = (reading: Reading, routine: Routine, to: string): Step => {
  const { schema } = reading
  const name: Name = sibling(routine.name, to)
  const renamed: Routine = {
    ...routine,
    name,
    definition: routine.definition.replace(
      /^(CREATE OR REPLACE (?:FUNCTION|PROCEDURE) )[^(]+\(/,
      (_, head: string) => `${head}${quoteName(name)}(`,
    ),
  }
  const after = withRoutine(withoutRoutine(schema, routine), renamed)
  const calls = `EXECUTE FUNCTION ${quoteName(routine.name)}(`
  const owners = [...schema.tables.values(), ...schema.views.values()].flatMap((owner): readonly Owner[] => {
    const triggers = owner.triggers ?? []
    if (!triggers.some(each => keyOf(each.function) === keyOf(routine.name))) return []
    const called = triggers.map(each =>
      keyOf(each.function) === keyOf(routine.name)
        ? { ...each, function: name, definition: each.definition.replace(calls, () => `EXECUTE FUNCTION ${quoteName(name)}(`) }
        : each,
    )
    return [{ ...owner, triggers: called }]
  })
  return turning(reading.source.text, `renames a ${routine.kind}`, { ...withOwners(owners), routines: changedRoutines(schema, after) })
}

const renameDomainCheck = (reading: Reading, domain: Domain, from: string, to: string): Step => {
  const checks = domain.checks.map(each => (each.name === from ? { ...each, name: to } : each)).toSorted((a, b) => inOrder(a.name, b.name))
  return turning(reading.source.text, 'renames a check of a domain', { domains: { [keyOf(domain.name)]: { ...domain, checks } } })
}

/** Renaming of what no step renames. */
export const renameObject = (reading: Reading, node: RenameStmt): readonly Step[] => {
  const { relation = {}, subname = '', newname: to = '' } = node
  const { schema } = reading
  const key = keyOf(relationName(reading, relation))
  switch (node.renameType) {
    case 'OBJECT_TRIGGER': {
      const owner = schema.tables.get(key) ?? schema.views.get(key)
      if (owner === undefined) throw new NoStep(`renames a trigger of ${key}, which is not known`, [key])
      return [renameTrigger(reading, owner, subname, to)]
    }
    case 'OBJECT_POLICY': {
      const table = schema.tables.get(key)
      if (table === undefined) throw new NoStep(`renames a policy of ${key}, which is not known`, [key])
      return [renamePolicy(reading, table, subname, to)]
    }
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE': {
      const named = routineNamed(reading, asKind(node.object, 'ObjectWithArgs') ?? {})
      const routine = named && routineIn(schema, named)
      if (routine === undefined) throw outside('renames a routine that is not known')
      return [renameRoutine(reading, routine, to)]
    }
    case 'OBJECT_DOMCONSTRAINT': {
      const name = typeOfParts(reading, partsOf(node.object))
      const domain = schema.domains.get(keyOf(name))
      if (domain === undefined) throw new NoStep(`renames a check of ${keyOf(name)}, which is not known`, [keyOf(name)])
      return [renameDomainCheck(reading, domain, subname, to)]
    }
    default:
      throw outside(`renames a ${(node.renameType ?? '').replace('OBJECT_', '').toLowerCase().replaceAll('_', ' ')}`)
  }
}
