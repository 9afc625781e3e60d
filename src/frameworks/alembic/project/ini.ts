/** Sections of a file as Python's ConfigParser reads it: names in lower case, values over several lines, `%(name)s` filled in. */
export interface Ini {
  readonly sections: readonly string[]
  readonly get: (section: string, option: string) => string | undefined
}

/** @param here folder of the file, which Alembic gives as `%(here)s` */
export const readIni = (text: string, here: string): Ini => {
  const sections = new Map<string, Map<string, string>>([['DEFAULT', new Map([['here', here]])]])
  let section: Map<string, string> | undefined
  let option: string | undefined
  let margin = 0
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n?|\n/)) {
    const indent = /^\s*/.exec(line)![0].length
    // Whole lines are comments; `;` and `#` inside of a value belong to it.
    if (/^\s*[#;]/.test(line)) continue
    const text = line.trim()
    if (section !== undefined && option !== undefined && text !== '' && indent > margin) {
      section.set(option, `${section.get(option)!}\n${text}`)
      continue
    }
    const header = /^\s*\[([^\]]+)\]/.exec(line)
    if (header !== null) {
      section = sections.get(header[1]!) ?? new Map()
      sections.set(header[1]!, section)
      option = undefined
      continue
    }
    const [, name, value = ''] = /^\s*([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined || section === undefined) continue
    option = name.toLowerCase()
    margin = indent
    section.set(option, value)
  }
  const get = (name: string, wanted: string, depth = 0): string | undefined => {
    const value = sections.get(name)?.get(wanted) ?? sections.get('DEFAULT')!.get(wanted)
    return value?.replace(/%%|%\(([^)]+)\)s/g, (whole, inner: string | undefined) =>
      inner === undefined ? '%' : depth > 9 ? whole : (get(name, inner.toLowerCase(), depth + 1) ?? whole),
    )
  }
  return { sections: [...sections.keys()].filter(name => name !== 'DEFAULT'), get: (name, wanted) => get(name, wanted) }
}
