/**
 * Settings of a project, as far as they decide what its migrations mean: dotted names to values. Only what such files commonly
 * hold is read; anything else is left alone.
 */
export type Settings = readonly (readonly [name: string, value: string | readonly string[]])[]

/** Spring, Maven and Flyway write one name in several ways: `transactional-lock`, `transactionalLock`. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '')

/** The value of a setting; the last one counts. */
export const settingIn = (settings: Settings, name: string): string | readonly string[] | undefined =>
  settings.findLast(([each]) => plain(each) === plain(name))?.[1]

/** `a.b=c` and `a.b: c`, a line each; `\` at its end goes on. */
export const readProperties = (text: string): Settings =>
  text
    .replaceAll(/\\\r?\n[ \t]*/g, '')
    .split(/\r?\n/)
    .flatMap(line => {
      const [, name, value] = /^\s*([^#!\s=:][^=:\s]*)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name, value] as const]
    })

/** Tables, dotted names, strings, numbers, booleans and lists of strings. */
export const readToml = (text: string): Settings => {
  const settings: (readonly [string, string | readonly string[]])[] = []
  let table = ''
  const lines = text.split(/\r?\n/)
  for (let n = 0; n < lines.length; n += 1) {
    const header = /^\s*\[([^[\]]+)\]\s*(?:#.*)?$/.exec(lines[n]!)?.[1]
    if (header !== undefined) {
      table = `${unquoted(header)}.`
      continue
    }
    const [, name, first = ''] = /^\s*([\w."'-]+)\s*=\s*(.*)$/.exec(lines[n]!) ?? []
    if (name === undefined) continue
    let value = first
    while (value.startsWith('[') && !/\]\s*(?:#.*)?$/.test(value) && n + 1 < lines.length) value += lines[(n += 1)]!.replace(/#.*$/, '')
    settings.push([table + unquoted(name), tomlValue(value)])
  }
  return settings
}

const unquoted = (name: string): string => name.replaceAll(/["'\s]/g, '')

const tomlValue = (value: string): string | readonly string[] => {
  if (value.startsWith('['))
    return [...value.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single ?? '')
  const quoted = /^"((?:[^"\\]|\\.)*)"|^'([^']*)'/.exec(value)
  return quoted === null ? value.replace(/\s*#.*$/, '').trim() : (quoted[1] ?? quoted[2] ?? '')
}

/** Maps within maps by their indentation, scalars, and lists of scalars in either style. */
export const readYaml = (text: string): Settings => {
  const settings: (readonly [string, string | readonly string[]])[] = []
  const path: { readonly indent: number; readonly name: string }[] = []
  let listed: string[] = []
  for (const line of text.split(/\r?\n/)) {
    const item = /^\s*-\s+(.*)$/.exec(line)?.[1]
    if (item !== undefined && !/^[\w-]+:\s/.test(item)) {
      listed = [...listed, scalar(item)]
      if (path.length > 0) settings.push([nameOf(path), listed])
      continue
    }
    const [, blanks = '', name, value = ''] = /^(\s*)([\w."'-]+)\s*:(?:\s+(.*))?$/.exec(line) ?? []
    if (name === undefined) continue
    while (path.length > 0 && path.at(-1)!.indent >= blanks.length) path.pop()
    path.push({ indent: blanks.length, name: unquoted(name) })
    listed = []
    const written = value.replace(/(?:^|\s)#.*$/, '').trim()
    if (written.startsWith('[')) settings.push([nameOf(path), written.slice(1, written.lastIndexOf(']')).split(',').map(scalar)])
    else if (written !== '') settings.push([nameOf(path), scalar(written)])
  }
  return settings
}

const nameOf = (path: readonly { readonly name: string }[]): string => path.map(({ name }) => name).join('.')

const scalar = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2')
