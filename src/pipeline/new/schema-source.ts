import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { variableNames } from '../../dsl/write/names.ts'
import * as dsl from '../../dsl/index.ts'
import type { Declared } from '../../dsl/write/column.ts'
import { enumCode, domainCode } from '../../dsl/write/objects.ts'
import { ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import { keyOf } from '../../model/name.ts'
import type { Schema } from '../../model/schema.ts'
import type { Settings } from '../settings/index.ts'
import { readSchemaFile } from './remembered-schema.ts'
import type { Constant } from './write-change.ts'

/** The schema a change is written against. */
export interface SchemaSource {
  readonly schema: Schema
  /** Absolute path of the schema file, which may have to be written first. */
  readonly file: string
  /** The file's text, where there is none yet, and of what it was made. */
  readonly missing?: { readonly text: string; readonly from: string }
  readonly declared: Declared
  readonly constants: readonly Constant[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The schema file's own schema; where there is none, what the repository says its schema is, as `lockstep init` reads it. */
export async function readSchemaSource(settings: Settings): Promise<Result<SchemaSource>> {
  const file = join(settings.root, settings.schema)
  if (existsSync(file)) {
    const loaded = await readSchemaFile(file)
    if (!loaded.ok) return loaded
    const { schema, names } = loaded.value
    return ok({ schema, file, ...typesOf(schema, names), diagnostics: [] })
  }
  const { schemaOfRepository } = await import('./schema-of-repository.ts')
  const read = await schemaOfRepository(settings)
  if (!read.ok) return read
  const { schema, text, from, diagnostics } = read.value
  return ok({ schema, file, missing: { text, from }, ...typesOf(schema, undefined), diagnostics })
}

/** Enums and domains by the names that stand for them: those the schema file exports, which one that we write always does. */
function typesOf(schema: Schema, exported: ReadonlyMap<string, string> | undefined): Pick<SchemaSource, 'declared' | 'constants'> {
  const [enums, domains] = [schema.enums.values(), schema.domains.values()]
  const chosen = variableNames(
    [...enums, ...domains].map(({ name }) => name),
    [...Object.keys(dsl), 'change'],
  )
  const variable = (key: string): string => exported?.get(key) ?? chosen.get(key) ?? key
  const isExported = (key: string): boolean => exported === undefined || exported.has(key)
  const declared: Declared = new Map([
    ...enums.map(
      ({ name, values }) =>
        [keyOf(name), { variable: variable(keyOf(name)), type: dsl.enumType(keyOf(name), values)().draft.type }] as const,
    ),
    ...domains.map(
      ({ name }) => [keyOf(name), { variable: variable(keyOf(name)), type: dsl.domain(keyOf(name), dsl.text())().draft.type }] as const,
    ),
  ])
  const constant = (key: string, code: string): Constant => ({ name: variable(key), ...(isExported(key) ? {} : { code }) })
  return {
    declared,
    constants: [
      ...enums.map(each => constant(keyOf(each.name), enumCode(each))),
      ...domains.map(each => constant(keyOf(each.name), domainCode(each, declared))),
    ],
  }
}

/** How a change file imports it. */
export const importOf = (schemaFile: string, changeFile: string): string => {
  const path = relative(dirname(changeFile), schemaFile).split(sep).join('/')
  return path.startsWith('.') ? path : `./${path}`
}
