// Writes docs/config.schema.json, the JSON Schema of lockstep.config.json: `npm run docs:config-schema`. What a value must be is what
// src/dsl/check-config.ts checks, what it means is what src/dsl/config.ts says; a test fails when the published schema no longer does.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Project, type InterfaceDeclaration } from 'ts-morph'
import { configSchema } from '../src/dsl/check-config.ts'

type JsonSchema = { readonly [keyword: string]: unknown }

const root = join(import.meta.dirname, '..')
export const configSchemaPath = join(root, 'docs', 'config.schema.json')

/** The schema's text, ready to be written. */
export function publishedConfigSchema(): string {
  const project = new Project({ tsConfigFilePath: join(root, 'tsconfig.json'), skipAddingFilesFromTsConfig: true })
  const types = project.addSourceFileAtPath(join(root, 'src/dsl/config.ts'))
  const described = describedBy(configSchema, types.getInterfaceOrThrow('Config'))
  const own = described['properties'] as Readonly<Record<string, JsonSchema>>
  return `${JSON.stringify(
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Configuration of Lockstep',
      description: 'lockstep.config.json: what a repository says once, so that no command line has to.',
      ...described,
      properties: { $schema: { type: 'string', description: 'Tells an editor where this description lies.' }, ...own },
    },
    null,
    2,
  )}\n`
}

/** The properties of an object in the words of the interface that they are written down in. */
function describedBy(schema: JsonSchema, type: InterfaceDeclaration): JsonSchema {
  const words = new Map(
    [...type.getBaseDeclarations(), type].flatMap(each =>
      'getProperties' in each
        ? each.getProperties().map(property => [property.getName(), 'getJsDocs' in property ? property : undefined] as const)
        : [],
    ),
  )
  const properties = Object.entries(schema['properties'] as Readonly<Record<string, JsonSchema>>).map(([name, own]) => {
    const property = words.get(name)
    if (property === undefined) throw new Error(`${type.getName()} says nothing of ${name}`)
    const text = property
      .getJsDocs()
      .map(doc => doc.getDescription().trim())
      .join(' ')
      .replaceAll(/\s*\n\s*/g, ' ')
    const file = type.getSourceFile()
    const inner =
      own['properties'] === undefined
        ? name === 'databases'
          ? {
              ...own,
              additionalProperties: describedBy(own['additionalProperties'] as JsonSchema, file.getInterfaceOrThrow('DatabaseConfig')),
            }
          : own
        : describedBy(own, file.getInterfaceOrThrow(name === 'policy' ? 'PolicyConfig' : 'Naming'))
    return [name, { description: text, ...inner }] as const
  })
  return { ...schema, properties: Object.fromEntries(properties) }
}

if (process.argv[1]?.endsWith('config-schema.ts') === true) writeFileSync(configSchemaPath, publishedConfigSchema())
