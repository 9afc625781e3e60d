import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Handlebars from 'handlebars'

/** Renders `<folder>/<template>.hbs` with a plain view. Strict: a path the view lacks throws. */
export type Render = (template: string, view: object) => string

/** What a template may call. Everything else is decided before it runs. */
const knownHelpers = { each: true, if: true, unless: true, with: false, lookup: false, log: false }

const compileOptions = { strict: true, noEscape: true, knownHelpersOnly: true, knownHelpers } as CompileOptions

/** Names of all templates of a folder, `rails/steps/add-column`, sorted. */
export const templateNames = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(file => file.replaceAll('\\', '/'))
    .filter(file => file.endsWith('.hbs'))
    .map(file => file.slice(0, -'.hbs'.length))
    .sort()

/**
 * Handlebars puts the call site's indentation before every line of a partial, empty ones too.
 * Lines of blanks alone are emptied again; literal printers never let such a line carry meaning.
 */
const emptyBlankLines = (text: string): string => text.replace(/^[ \t]+$/gm, '')

/**
 * A renderer over the templates of a folder; each is read and compiled on first use, and every one is
 * a partial under its own name. Throws on an unknown template and on a path that the view lacks.
 */
export const createRender = (folder: string): Render => {
  const handlebars = Handlebars.create()
  const compiled = new Map<string, HandlebarsTemplateDelegate>()
  for (const name of templateNames(folder)) {
    // Compiled by Handlebars when first called for, with the options below.
    handlebars.registerPartial(name, (view, options) => templateOf(name)(view, options))
  }

  const templateOf = (name: string): HandlebarsTemplateDelegate => {
    const known = compiled.get(name)
    if (known !== undefined) return known
    const template = handlebars.compile(readFileSync(join(folder, `${name}.hbs`), 'utf8'), compileOptions)
    compiled.set(name, template)
    return template
  }

  return (name, view) => emptyBlankLines(templateOf(name)(view))
}
