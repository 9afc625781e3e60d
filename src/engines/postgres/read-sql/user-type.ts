import type { AlterDomainStmt, AlterEnumStmt, CreateDomainStmt, CreateEnumStmt, Constraint as ConstraintNode } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import type { Check, Domain } from '../../../model/schema.ts'
import { chosenName } from '../../../steps/chosen-name.ts'
import type { Step } from '../../../steps/step.ts'
import { present } from '../introspect/catalog.ts'
import { withoutParentheses } from '../introspect/enclosed.ts'
import { collationOf, defaultOf } from './column.ts'
import { newOfParts, typeOfParts, type Reading } from './names.ts'
import { NoStep } from './no-step.ts'
import { allOf, asKind, textsOf } from './nodes.ts'
import { turning } from './opaque.ts'
import { clauseEnd, enclosed, phrase, wordAt } from './source.ts'
import { readType } from './type-name.ts'

export const createEnum = (reading: Reading, { typeName, vals }: CreateEnumStmt): readonly Step[] => [
  { kind: 'create-enum', enum: { name: newOfParts(reading, textsOf(typeName)), values: textsOf(vals) } },
]

export const alterEnum = (reading: Reading, node: AlterEnumStmt): readonly Step[] => {
  const name = typeOfParts(reading, textsOf(node.typeName))
  const { newVal: value = '', oldVal, newValNeighbor: neighbour, newValIsAfter, skipIfNewValExists } = node
  if (oldVal !== undefined) return [{ kind: 'rename-enum-value', enum: name, from: oldVal, to: value }]
  if (skipIfNewValExists && reading.schema.enums.get(keyOf(name))?.values.includes(value)) return []
  const place = neighbour === undefined ? {} : newValIsAfter ? { after: neighbour } : { before: neighbour }
  return [{ kind: 'add-enum-value', enum: name, value, ...place }]
}

/** The server looks for a free name among all constraints of the schema; of domains the model knows their own. */
const checkOf = ({ source }: Reading, domain: Name, node: ConstraintNode, taken: readonly string[]): Check => {
  let name = node.conname ?? chosenName(domain.name, [], 'check')
  for (let count = 1; node.conname === undefined && taken.includes(name); count += 1) name = chosenName(domain.name, [], `check${count}`)
  const at = source.indexAt(node.location)
  return {
    kind: 'check',
    name,
    expression: withoutParentheses(enclosed(source, wordAt(source, at, 'check') ?? at)),
    validated: node.skip_validation !== true,
  }
}

export const createDomain = (reading: Reading, node: CreateDomainStmt): readonly Step[] => {
  const { source } = reading
  const name = newOfParts(reading, textsOf(node.domainname))
  const nodes = allOf(node.constraints, 'Constraint')
  const starts = new Set(nodes.map(each => source.indexAt(each.location)))
  const checks: Check[] = []
  for (const each of nodes.filter(({ contype }) => contype === 'CONSTR_CHECK'))
    checks.push(
      checkOf(
        reading,
        name,
        each,
        checks.map(c => c.name),
      ),
    )
  const given = nodes.find(({ contype }) => contype === 'CONSTR_DEFAULT')
  const type = readType(reading, node.typeName)
  const from = given === undefined ? 0 : (wordAt(source, source.indexAt(given.location), 'default') ?? 0) + 1
  const value =
    given &&
    phrase(
      source,
      from,
      clauseEnd(source, from, at => starts.has(at)),
    )
  return [
    {
      kind: 'create-domain',
      domain: present<Domain>({
        name,
        type,
        nullable: !nodes.some(({ contype }) => contype === 'CONSTR_NOTNULL'),
        default: value === undefined ? undefined : defaultOf(reading, given?.raw_expr, value, type),
        checks,
        collation: collationOf(textsOf(node.collClause?.collname)),
      }),
    },
  ]
}

/** `T` default, `N` and `O` NOT NULL, `C` and `X` constraints, `V` validation (parsenodes.h). */
export const alterDomain = (reading: Reading, node: AlterDomainStmt): readonly Step[] => {
  const name = typeOfParts(reading, textsOf(node.typeName))
  const checks = reading.schema.domains.get(keyOf(name))?.checks ?? []
  const there = checks.find(c => c.name === node.name)
  const check: Check = there ?? { kind: 'check', name: node.name ?? '', expression: 'true', validated: true }
  switch (node.subtype) {
    case 'C': {
      const constraint = asKind(node.def, 'Constraint')
      if (constraint?.contype !== 'CONSTR_CHECK') break
      return [
        {
          kind: 'add-domain-check',
          domain: name,
          check: checkOf(
            reading,
            name,
            constraint,
            checks.map(c => c.name),
          ),
        },
      ]
    }
    case 'X':
      return node.missing_ok && there === undefined ? [] : [{ kind: 'drop-domain-check', domain: name, check }]
    case 'V':
      return [{ kind: 'validate-domain-check', domain: name, check }]
    default:
  }
  return [changeDomain(reading, name, node)]
}

/** Default and NOT NULL of a domain, for which there is no step. */
const changeDomain = (reading: Reading, name: Name, { subtype, def }: AlterDomainStmt): Step => {
  const domain = reading.schema.domains.get(keyOf(name))
  if (domain === undefined) throw new NoStep(`changes domain ${keyOf(name)}, which is not known`, [keyOf(name)])
  const { source } = reading
  const value = def === undefined ? undefined : phrase(source, (wordAt(source, 0, 'default') ?? 0) + 1, source.tokens().length)
  const changed: Domain =
    subtype === 'T'
      ? present({ ...domain, default: value === undefined ? undefined : defaultOf(reading, def, value, domain.type) })
      : { ...domain, nullable: subtype === 'N' }
  return turning(source.text, 'changes the default or NOT NULL of a domain', { domains: { [keyOf(name)]: changed } })
}
