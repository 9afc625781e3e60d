import { existsSync } from 'node:fs'
import { basename, extname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { unknown } from '../../dsl/mistakes.ts'
import { nameFrom } from '../../dsl/object.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import { tableIn, type Schema } from '../../model/schema.ts'
import { editorFiles } from '../editor-files.ts'
import { readSettings } from '../settings/index.ts'
import { checkWords } from './check-words.ts'
import type { Form, Naming } from './form.ts'
import { readLine, type Line } from './read-line.ts'
import { importOf, readSchemaSource } from './schema-source.ts'
import { tryChange } from './try-change.ts'
import { fileSlug } from './words.ts'
import { changeText } from './write-change.ts'

export { formOf, forms } from './forms/index.ts'
export { missingIn, slipIn, type Missing } from './read-line.ts'

export interface NewOptions {
  readonly form: Form
  readonly line: Line
  /** A name for the file, or a path of its own. */
  readonly file?: string
  /** Which of the workspace's databases. */
  readonly database?: string
  /** Instead of the title that the kind has. */
  readonly title?: string
}

export interface NewChange {
  /** The change file, and what has to stand beside it. Absolute paths. */
  readonly files: readonly { readonly path: string; readonly content: string; readonly isGenerated: boolean }[]
  /** The change file among them. */
  readonly change: { readonly path: string; readonly content: string }
  readonly diagnostics: readonly Diagnostic[]
}

/** A change file for what was asked, checked against the schema. Writes nothing. */
export async function newChange({ form, line: stated, file, database, title }: NewOptions): Promise<Result<NewChange>> {
  const settings = await readSettings(database === undefined ? {} : { database })
  if (!settings.ok) return settings
  const { root } = settings.value
  const source = await readSchemaSource(settings.value)
  if (!source.ok) return source
  const { schema, file: schemaFile, missing, declared, constants, diagnostics } = source.value
  const line = withTable(form, stated, schema)
  if (line.words.length < form.slots.filter(({ isOptional }) => isOptional !== true).length) return fail(notOfOneTable(form, line, schema))
  const read = readLine(form, line, schema, declared)
  if (!read.ok) return read
  const { given } = read.value
  const wrong = checkWords(form, name => given.option(name) ?? given.word(name), schema)
  if (wrong.length > 0) return fail(...wrong)
  const own = form.draft(given)
  const draft = { ...own, title: title ?? own.title }
  const found = [...read.value.diagnostics, ...(read.value.diagnostics.length > 0 ? [] : tryChange(draft, schema))]
  if (found.length > 0) return fail(...found)
  const path = pathFor(join(root, settings.value.changes), fileSlug(draft.title), file)
  const change = { path, content: changeText({ draft, schemaFile: importOf(schemaFile, path), constants }) }
  if (existsSync(path)) return fail(fileThere(path))
  return ok({
    files: [
      { ...change, isGenerated: false },
      ...(missing === undefined ? [] : [{ path: schemaFile, content: missing.text, isGenerated: false }]),
      ...(await editorFiles(root)).map(each => ({ ...each, path: join(root, each.path) })),
    ],
    change,
    diagnostics: [
      ...diagnostics,
      ...(missing === undefined ? [] : [fromRepository(schemaFile, missing.from)]),
      ...(draft.notes ?? []).slice(0, 1).map(message => ({ code: 'to-look-at', severity: 'note' as const, message })),
    ],
  })
}

const fileThere = (path: string): Diagnostic =>
  error(
    'file-exists',
    `${near(path)} is there already. Nothing was written.`,
    'put the change into it by hand, or write another file: --file NAME',
  )

const fromRepository = (file: string, from: string): Diagnostic => ({
  code: 'schema-written',
  severity: 'note',
  message: `There was no ${near(file)}: it is written from ${from}.`,
  help: 'look it over and commit it; lockstep pull --database-url … --force writes it from a database',
})

const near = (path: string): string => relative(process.cwd(), path).split(sep).join('/')

/** A name alone is one in the folder of change files. */
function pathFor(folder: string, slug: string, file: string | undefined): string {
  if (file === undefined) return join(folder, `${slug}.ts`)
  const named = extname(file) === '' ? `${file}.ts` : file
  return isAbsolute(named) || basename(named) !== named ? resolve(named) : join(folder, named)
}

/** The table was left out, and the name does not tell it. */
function notOfOneTable({ slots }: Form, { words }: Line, schema: Schema): Diagnostic {
  const is = slots[1]?.is ?? 'table'
  const written = words[0] ?? ''
  const found = Object.entries(partsOf(schema, is)).flatMap(([table, names]) => names.map(name => ({ table, name })))
  const holders = found.filter(({ name }) => name === written).map(({ table }) => table)
  return holders.length > 1
    ? error(`ambiguous-${is}`, `${holders.join(' and ')} have ${written} both`, 'Say the table first.')
    : unknown(
        is,
        'The schema',
        written,
        found.map(({ name }) => name),
      )
}

const ofTable = ['index', 'constraint', 'trigger', 'policy'] as const

/** `drop-index users_email_idx`: the table is found where only one has a thing of that name. */
function withTable({ slots }: Form, line: Line, schema: Schema): Line {
  const [first, second] = slots
  const [word] = line.words
  const is = ofTable.find(each => each === second?.is)
  const needed = slots.filter(({ isOptional }) => isOptional !== true).length
  if (first?.is !== 'table' || is === undefined || word === undefined || line.words.length !== needed - 1) return line
  if (tableIn(schema, nameFrom(word)) !== undefined) return line
  const holders = Object.entries(partsOf(schema, is)).filter(([, names]) => names.includes(word))
  const [holder] = holders
  return holders.length === 1 && holder !== undefined ? { ...line, words: [holder[0], ...line.words] } : line
}

/** Names of what belongs to each table. */
const partsOf = (schema: Schema, is: Naming): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    schema.tables
      .entries()
      .map(([table, { indexes, constraints, triggers = [], policies = [] }]) => [
        table,
        (is === 'index' ? indexes : is === 'constraint' ? constraints : is === 'trigger' ? triggers : is === 'policy' ? policies : []).map(
          ({ name }) => name,
        ),
      ]),
  )
