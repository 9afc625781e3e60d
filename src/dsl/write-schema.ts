import type { Entries } from '../model/entries.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../model/diagnostic.ts'
import { keyOf, type Name } from '../model/name.ts'
import type { Domain, Schema } from '../model/schema.ts'
import * as dsl from './index.ts'
import { type Code, data, list, object } from './write/code.ts'
import type { Declared } from './write/column.ts'
import { isWritable, variableNames } from './write/names.ts'
import { domainCode, enumCode, extensionCode, routineCode, sequenceCode, viewCode } from './write/objects.ts'
import { tableCode } from './write/table.ts'

/**
 * Writes a schema file: loading it again gives an equal schema.
 *
 * @returns the file's text, or by name what the DSL cannot say, so that nothing is left out unseen
 */
export async function writeSchema(schema: Schema): Promise<Result<string>> {
  const unsayable = [...unsayableNames(schema), ...unsayableColumns(schema), ...opaqueParts(schema)]
  if (unsayable.length > 0) return fail(...unsayable)

  const [enums, domains] = [schema.enums.values(), inDependencyOrder(schema.domains.values())]
  const variables = variableNames(
    [...enums, ...domains].map(each => each.name),
    [...Object.keys(dsl), 'change'],
  )
  const variableOf = (name: Name): string => variables.get(keyOf(name)) ?? ''
  const declared: Declared = new Map([
    ...enums.map(
      each =>
        [keyOf(each.name), { variable: variableOf(each.name), type: dsl.enumType(keyOf(each.name), each.values)().draft.type }] as const,
    ),
    ...domains.map(
      each => [keyOf(each.name), { variable: variableOf(each.name), type: dsl.domain(keyOf(each.name), dsl.text())().draft.type }] as const,
    ),
  ])
  const statements = [
    ...enums.map(each => ({ name: variableOf(each.name), code: enumCode(each) })),
    ...domains.map(each => ({ name: variableOf(each.name), code: domainCode(each, declared) })),
  ]
  const written = schemaCode(
    schema,
    declared,
    enums.map(each => variableOf(each.name)),
    domains.map(each => variableOf(each.name)),
  )
  return ok(await fileText(statements, written))
}

function schemaCode(schema: Schema, declared: Declared, enums: readonly string[], domains: readonly string[]): Code {
  const listed = <T>(entries: Entries<T>, print: (value: T) => Code) => {
    const values = entries.values()
    return values.length === 0 ? undefined : list(values.map(print))
  }
  const tables = object(Object.fromEntries(schema.tables.values().map(table => [keyOf(table.name), tableCode(table, declared)])))
  const rest = object({
    enums: enums.length === 0 ? undefined : list(enums),
    domains: domains.length === 0 ? undefined : list(domains),
    views: listed(schema.views, viewCode),
    sequences: listed(schema.sequences, sequenceCode),
    routines: listed(schema.routines, routineCode),
    extensions: listed(schema.extensions, extensionCode),
    others: schema.others && data(schema.others),
  })
  return rest === '{}' ? `schema(${tables})` : `schema(${tables}, ${rest})`
}

async function fileText(statements: readonly { readonly name: string; readonly code: Code }[], written: Code): Promise<string> {
  const { Project, QuoteKind, SyntaxKind, VariableDeclarationKind } = await import('ts-morph')
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: { quoteKind: QuoteKind.Single },
  })
  const file = project.createSourceFile('schema.ts')
  for (const { name, code } of statements) {
    file.addVariableStatement({
      isExported: true,
      declarationKind: VariableDeclarationKind.Const,
      declarations: [{ name, initializer: code }],
    })
  }
  file.addExportAssignment({ isExportEquals: false, expression: written })
  // Only what stands there as a reference, not as a key or a call on something else.
  const used = new Set(
    file
      .getDescendantsOfKind(SyntaxKind.Identifier)
      .filter(each => {
        const parent = each.getParent()
        return (
          parent.isKind(SyntaxKind.CallExpression) ||
          parent.isKind(SyntaxKind.NewExpression) ||
          parent.isKind(SyntaxKind.TaggedTemplateExpression)
        )
      })
      .map(each => each.getText()),
  )
  file.insertImportDeclaration(0, {
    moduleSpecifier: 'lockstep',
    namedImports: Object.keys(dsl)
      .filter(name => used.has(name))
      .toSorted(),
  })
  file.formatText({ indentSize: 2 })
  return `${file
    .getStatements()
    .map(each => each.getText().replace(/;$/, ''))
    .join('\n\n')}\n`
}

/** A domain over another comes after it. */
function inDependencyOrder(domains: readonly Domain[]): readonly Domain[] {
  const placed = new Map<string, Domain>()
  const place = (domain: Domain): void => {
    const base = domains.find(
      each => domain.type.kind === 'domain' && domain.type.reference !== undefined && keyOf(each.name) === keyOf(domain.type.reference),
    )
    if (base !== undefined && !placed.has(keyOf(base.name))) place(base)
    placed.set(keyOf(domain.name), domain)
  }
  domains.forEach(place)
  return [...placed.values()]
}

const cannotSay = (what: string, why: string, help: string): Diagnostic =>
  error('cannot-write-schema', `${what} cannot be written: ${why}`, help)

const unsayableNames = (schema: Schema): readonly Diagnostic[] =>
  [schema.tables, schema.views, schema.enums, schema.domains, schema.sequences, schema.routines]
    .flatMap((entries: Entries<{ readonly name: Name }>) => entries.values())
    .filter(({ name }) => !isWritable(name))
    .map(({ name }) =>
      cannotSay(keyOf(name), 'a dot in a name would be read as the end of its schema', 'Rename the object, or leave its schema out.'),
    )

/** JavaScript puts keys that are whole numbers first. */
const unsayableColumns = (schema: Schema): readonly Diagnostic[] =>
  schema.tables
    .values()
    .flatMap(({ name, columns }) => [
      ...(columns.some(column => /^(0|[1-9]\d*)$/.test(column.name))
        ? [cannotSay(`the order of columns of ${keyOf(name)}`, 'a column is called by a number', 'Rename the column.')]
        : []),
      ...columns
        .filter(column => column.ownedSequence !== undefined && column.default === undefined)
        .map(column =>
          cannotSay(`${keyOf(name)}.${column.name}`, 'it owns a sequence it does not use', 'Drop the sequence, or set OWNED BY NONE.'),
        ),
    ])

const opaqueParts = ({ tainted }: Schema): readonly Diagnostic[] =>
  tainted.length === 0
    ? []
    : [cannotSay(tainted.join(', '), 'opaque SQL may have changed it', 'Pull the schema from a database where the migrations have run.')]
