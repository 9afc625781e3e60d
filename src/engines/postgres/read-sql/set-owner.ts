import type { AlterOwnerStmt } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import type { Outcome } from '../../../steps/shapes/object.ts'
import type { Step } from '../../../steps/step.ts'
import { partsOf, typeOfParts, type Reading } from './names.ts'
import { outside } from './no-step.ts'
import { asKind } from './nodes.ts'
import { turning } from './opaque.ts'
import { roleOf } from './role.ts'
import { routineNamed } from './routine.ts'

const outcomeOf = (reading: Reading, { objectType, object, newowner }: AlterOwnerStmt): Outcome | undefined => {
  const { enums, domains, routines } = reading.schema
  const owner = roleOf(newowner)
  switch (objectType) {
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN': {
      const key = keyOf(typeOfParts(reading, partsOf(object)))
      const [named, domain] = [enums.get(key), domains.get(key)]
      if (named !== undefined) return { enums: { [key]: { ...named, owner } } }
      return domain && { domains: { [key]: { ...domain, owner } } }
    }
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE': {
      const routine = routineNamed(reading, asKind(object, 'ObjectWithArgs') ?? {})
      const key = routines.keys().find(each => routines.get(each) === routine)
      return key === undefined || routine === undefined ? undefined : { routines: { [key]: { ...routine, owner } } }
    }
    default:
      return undefined
  }
}

/** OWNER TO of what is no relation. */
export const setOwner = (reading: Reading, node: AlterOwnerStmt): readonly Step[] => {
  const becomes = outcomeOf(reading, node)
  if (becomes === undefined) throw outside('changes the owner of what the model does not keep')
  return [turning(reading.source.text, 'changes an owner', becomes)]
}
