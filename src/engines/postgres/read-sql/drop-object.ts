import type { DropStmt, Node } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import type { Table } from '../../../model/schema.ts'
import type { Step } from '../../../steps/step.ts'
import { typeHolders } from './cascade.ts'
import { dropSchema } from './drop-schema.ts'
import { quoteIdentifier, quoteName } from '../quote.ts'
import { maybeThere } from './maybe-there.ts'
import { isSure, partsOf, relationOfParts, tableNamed, typeOfParts, type Reading } from './names.ts'
import { NoStep, outside } from './no-step.ts'
import { asKind, textsOf } from './nodes.ts'
import { known } from './opaque.ts'
import { dropOtherType } from './other-type.ts'
import { unknownPolicy } from './policy.ts'
import { dropPublication } from './publication.ts'
import { routineNamed } from './routine.ts'
import { dropSequence } from './sequence.ts'
import { unknownTrigger } from './trigger.ts'

/** `t, policy`: a part of a table, and the table. */
const partOf = (reading: Reading, node: Node): { readonly table: Name; readonly part: string; readonly owner: Table | undefined } => {
  const parts = partsOf(node)
  const table = relationOfParts(reading, parts.slice(0, -1))
  return { table, part: parts.at(-1) ?? '', owner: tableNamed(reading, table) }
}

const dropType = (reading: Reading, node: DropStmt, object: Node): readonly Step[] => {
  const name = typeOfParts(reading, textsOf(asKind(object, 'TypeName')?.names))
  const key = keyOf(name)
  const { schema } = reading
  const held = node.behavior === 'DROP_CASCADE' ? typeHolders(reading, name) : []
  const [dropped, domain] = [schema.enums.get(key), schema.domains.get(key)]
  if (dropped !== undefined) return [...held, { kind: 'drop-enum', enum: dropped }]
  if (domain !== undefined) return [...held, { kind: 'drop-domain', domain }]
  const other = held.length === 0 ? dropOtherType(reading, name) : undefined
  if (other !== undefined && node.behavior !== 'DROP_CASCADE') return other
  if (node.missing_ok) return isSure(reading, name) ? [] : maybeThere(node, 'TYPE', quoteName(name))
  throw new NoStep(`drops type ${key}`, [key])
}

/** The whole statement, where it drops one thing; what else it drops has been read. */
const keptText = (reading: Reading, node: DropStmt): Step => {
  if ((node.objects ?? []).length > 1) throw new NoStep('drops several routines, some of which are not known')
  return known(reading.source.text, 'drops what may be there', { verb: 'other' })
}

const dropRoutine = (reading: Reading, node: DropStmt, object: Node): readonly Step[] => {
  const named = asKind(object, 'ObjectWithArgs') ?? {}
  const routine = routineNamed(reading, named)
  if (routine === undefined) {
    const name = textsOf(named.objname).at(-1) ?? ''
    const isThere = reading.schema.routines.values().some(each => each.name.name === name)
    if (node.missing_ok && !isThere) return reading.schema.tainted.includes('*') ? [keptText(reading, node)] : []
    throw new NoStep(`drops routine ${name}, which is not known`, [name])
  }
  const triggers =
    node.behavior === 'DROP_CASCADE'
      ? [...reading.schema.tables.values(), ...reading.schema.views.values()].flatMap(owner =>
          (owner.triggers ?? [])
            .filter(each => keyOf(each.function) === keyOf(routine.name))
            .map((trigger): Step => ({ kind: 'drop-trigger', table: owner.name, trigger })),
        )
      : []
  return [...triggers, { kind: 'drop-routine', routine }]
}

const dropTrigger = (reading: Reading, node: DropStmt, object: Node): readonly Step[] => {
  const { table, part, owner } = partOf(reading, object)
  const there = (owner ?? reading.schema.views.get(keyOf(table)))?.triggers?.find(each => each.name === part)
  if (there === undefined && node.missing_ok)
    return isSure(reading, table) ? [] : maybeThere(node, 'TRIGGER', `${quoteIdentifier(part)} ON ${quoteName(table)}`)
  return [{ kind: 'drop-trigger', table, trigger: there ?? unknownTrigger(part) }]
}

const dropPolicy = (reading: Reading, node: DropStmt, object: Node): readonly Step[] => {
  const { table, part, owner } = partOf(reading, object)
  const there = owner?.policies?.find(each => each.name === part)
  if (there === undefined && node.missing_ok)
    return isSure(reading, table) ? [] : maybeThere(node, 'POLICY', `${quoteIdentifier(part)} ON ${quoteName(table)}`)
  return [{ kind: 'drop-policy', table, policy: there ?? unknownPolicy(part) }]
}

const dropStatistics = (reading: Reading, node: DropStmt, object: Node): readonly Step[] => {
  const name = relationOfParts(reading, partsOf(object))
  const table = reading.schema.tables
    .values()
    .find(each => each.name.schema === name.schema && each.extendedStatistics?.some(s => s.name === name.name))
  const statistics = table?.extendedStatistics?.find(s => s.name === name.name)
  if (table !== undefined && statistics !== undefined) return [{ kind: 'drop-statistics', table: table.name, statistics }]
  if (node.missing_ok) return []
  throw new NoStep(`drops statistics ${name.name}, which are not known`, [keyOf(name)])
}

const dropExtension = (reading: Reading, node: DropStmt, object: Node): readonly Step[] => {
  const name = asKind(object, 'String')?.sval ?? ''
  const extension = reading.schema.extensions.get(name)
  if (extension === undefined && node.missing_ok) return []
  return [{ kind: 'drop-extension', extension: extension ?? { name } }]
}

const droppers: Partial<Record<NonNullable<DropStmt['removeType']>, (reading: Reading, node: DropStmt, object: Node) => readonly Step[]>> =
  {
    OBJECT_TYPE: dropType,
    OBJECT_DOMAIN: dropType,
    OBJECT_FUNCTION: dropRoutine,
    OBJECT_PROCEDURE: dropRoutine,
    OBJECT_ROUTINE: dropRoutine,
    OBJECT_TRIGGER: dropTrigger,
    OBJECT_POLICY: dropPolicy,
    OBJECT_STATISTIC_EXT: dropStatistics,
    OBJECT_EXTENSION: dropExtension,
    OBJECT_SEQUENCE: (reading, node, object) =>
      dropSequence(reading, partsOf(object), node.missing_ok === true, node.behavior === 'DROP_CASCADE'),
    OBJECT_PUBLICATION: (reading, node, object) => dropPublication(reading, asKind(object, 'String')?.sval ?? '', node.missing_ok === true),
    OBJECT_SCHEMA: (reading, node, object) => dropSchema(reading, asKind(object, 'String')?.sval ?? '', node),
  }

export const dropObject = (reading: Reading, node: DropStmt): readonly Step[] => {
  const read = droppers[node.removeType ?? 'OBJECT_CAST']
  if (read === undefined) throw outside(`drops a ${(node.removeType ?? '').replace('OBJECT_', '').toLowerCase()}`)
  return (node.objects ?? []).flatMap(object => read(reading, node, object))
}
