// Writes docs/plan.schema.json, the JSON Schema of a plan, from the types of src/plan/plan.ts: `npm run docs:plan-schema`.
// The types are the only description of a plan there is; a test fails when the published schema no longer says the same.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Node, Project, type Symbol as TypeSymbol, type Type } from 'ts-morph'

type JsonSchema = { readonly [keyword: string]: unknown }

const root = join(import.meta.dirname, '..')
export const schemaPath = join(root, 'docs', 'plan.schema.json')

/** The schema's text, ready to be written. */
export function planSchema(): string {
  const project = new Project({ tsConfigFilePath: join(root, 'tsconfig.json'), skipAddingFilesFromTsConfig: true })
  const plan = project.addSourceFileAtPath(join(root, 'src/plan/plan.ts')).getInterfaceOrThrow('Plan')
  const definitions = new Map<string, JsonSchema>()
  const start = convert(plan.getType(), plan, definitions)
  return `${JSON.stringify(
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'A Lockstep plan',
      description: 'What `lockstep plan --format json` prints and `lockstep generate` writes as plan.json.',
      ...start,
      $defs: Object.fromEntries([...definitions].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    },
    null,
    2,
  )}\n`
}

function convert(type: Type, at: Node, definitions: Map<string, JsonSchema>): JsonSchema {
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.getLiteralValueOrThrow() }
  if (type.isBooleanLiteral()) return { const: type.getText() === 'true' }
  if (type.isString()) return { type: 'string' }
  if (type.isNumber()) return { type: 'number' }
  if (type.isBoolean()) return { type: 'boolean' }
  if (type.isNull()) return { type: 'null' }
  if (type.isUnion()) return union(type, at, definitions)
  const items = type.getArrayElementType()
  if (items !== undefined) return { type: 'array', items: convert(items, at, definitions) }
  const values = type.getStringIndexType()
  if (values !== undefined && type.getProperties().length === 0)
    return { type: 'object', additionalProperties: convert(values, at, definitions) }
  if (!type.isObject() && !type.isIntersection()) throw new Error(`a plan cannot hold ${type.getText(at)}`)
  return object(type, at, definitions)
}

function union(type: Type, at: Node, definitions: Map<string, JsonSchema>): JsonSchema {
  const members = type.getUnionTypes().filter(member => !member.isUndefined())
  if (members.length > 0 && members.every(member => member.isBooleanLiteral()))
    return members.length === 2 ? { type: 'boolean' } : convert(members[0]!, at, definitions)
  if (members.every(member => member.isStringLiteral())) return { enum: members.map(member => member.getLiteralValueOrThrow()) }
  if (members.length === 1) return convert(members[0]!, at, definitions)
  const name = type.getAliasSymbol()?.getName()
  const anyOf = (): JsonSchema => ({ anyOf: members.map(member => convert(member, at, definitions)) })
  return name === undefined || type.getAliasTypeArguments().length > 0 ? anyOf() : reference(name, definitions, anyOf)
}

/** Interfaces and named unions are written once and referred to. */
function reference(name: string, definitions: Map<string, JsonSchema>, write: () => JsonSchema): JsonSchema {
  if (!definitions.has(name)) {
    definitions.set(name, {}) // a type that holds itself finds its own name
    definitions.set(name, write())
  }
  return { $ref: `#/$defs/${name}` }
}

function object(type: Type, at: Node, definitions: Map<string, JsonSchema>): JsonSchema {
  const write = (): JsonSchema => {
    const properties = type.getProperties().map(property => ({ property, type: property.getTypeAtLocation(at) }))
    return {
      type: 'object',
      properties: Object.fromEntries(
        properties.map(({ property, type: own }) => [property.getName(), { ...describe(property), ...convert(own, at, definitions) }]),
      ),
      required: properties
        .filter(({ property, type: own }) => !property.isOptional() && !own.getUnionTypes().some(member => member.isUndefined()))
        .map(({ property }) => property.getName()),
      additionalProperties: false,
    }
  }
  const symbol = type.getSymbol()
  return symbol?.getDeclarations().some(declaration => Node.isInterfaceDeclaration(declaration)) === true
    ? reference(symbol.getName(), definitions, write)
    : write()
}

const describe = (property: TypeSymbol): JsonSchema => {
  const text = property.getDeclarations().flatMap(declaration =>
    Node.isJSDocable(declaration)
      ? declaration.getJsDocs().map(doc =>
          doc
            .getDescription()
            .trim()
            .replaceAll(/\s*\n\s*/g, ' '),
        )
      : [],
  )[0]
  return text === undefined || text === '' ? {} : { description: text }
}

if (process.argv[1]?.endsWith('plan-schema.ts') === true) writeFileSync(schemaPath, planSchema())
