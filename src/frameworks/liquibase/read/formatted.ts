import type { SourceFile } from '../../../history/migration.ts'
import { placesIn } from '../../../history/place.ts'
import type { PlaceOf } from '../../../history/recorder.ts'
import type { Diagnostic, Span } from '../../../model/diagnostic.ts'
import type { Part } from './part.ts'

const firstLine = /^\ufeff?\s*--\s*liquibase\s*formatted/i
export const isFormatted = (text: string): boolean => firstLine.test(text)

const changeSetLine = /^\s*--\s*changeset\s+("[^"]+"|[^:]+):\s*("[^"]+"|\S+)(.*)$/i
const controls = {
  rollback: /^(\s*--\s*rollback )(.*)$/i,
  conditions: /^\s*--\s*preconditions(.*)$/i,
  condition: /^\s*--\s*precondition-([\w-]+) (.*)$/i,
  property: /^\s*--\s*property\s+(.*)$/i,
  comment: /^--\s*comments?:? (.*)$/i,
  checkSum: /^--\s*validCheckSum:? (.*)$/i,
  ignore: /^--\s*ignore(?:Lines)?:(\w+)/i,
  include: /^\s*--\s*(include|includeAll)\s+(.*)$/i,
} as const

interface Line {
  readonly text: string
  readonly start: number
}

const linesOf = (text: string): readonly Line[] => {
  let start = 0
  return text.split('\n').map(line => {
    const found = { text: line.replace(/\r$/, ''), start }
    start += line.length + 1
    return found
  })
}

const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1')

/** `name:value name:"several words"`. */
const optionsOf = (text: string, at: Span): readonly Part[] =>
  [...text.matchAll(/([\w]+):\s*("[^"]*"|\S+)/g)].map(([, name, value]) => ({ name: name!, value: unquoted(value!), parts: [], at }))

/** The text with all but these stretches blanked, so that every offset in it stays what it was. */
const only = (text: string, from: number, to: number, keep: readonly (readonly [number, number])[]): string => {
  let done = ''
  let at = from
  const blank = (until: number): void => {
    done += text.slice(at, until).replace(/[^\n]/g, ' ')
    at = until
  }
  for (const [start, end] of keep) {
    blank(start)
    done += text.slice(start, end)
    at = end
  }
  blank(to)
  return done
}

const conditionOf = (name: string, said: string, at: Span): Part => {
  const camel = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  if (camel === 'sqlCheck') {
    const [, a, b, c, sql] = /^(?:expectedResult:)?(?:(\w+)|'([^']+)'|"([^"]+)") (.*)$/i.exec(said) ?? []
    return { name: camel, at, parts: [{ name: 'expectedResult', value: a ?? b ?? c ?? '', parts: [], at }], value: sql ?? said }
  }
  const renamed: Readonly<Record<string, string>> = { table: 'tableName', view: 'viewName', schema: 'schemaName' }
  return { name: camel, at, parts: optionsOf(said, at).map(part => ({ ...part, name: renamed[part.name] ?? part.name })) }
}

/** `changeSetId:1 changeSetAuthor:a` names another change set; `empty` and `not required` say there is nothing to do. */
const rollbackOf = (text: string, options: readonly Part[], at: Span, place: PlaceOf): Part => {
  if (/^\s*(?:not required|empty)/i.test(text)) return { name: 'rollback', parts: [{ name: 'empty', parts: [], at }], at }
  if (/changesetid/i.test(text)) {
    const names: Readonly<Record<string, string>> = {
      changesetid: 'changeSetId',
      changesetauthor: 'changeSetAuthor',
      changesetpath: 'changeSetPath',
    }
    const parts = optionsOf(text, at).map(part => ({ ...part, name: names[part.name.toLowerCase()] ?? part.name }))
    return { name: 'rollback', parts, at }
  }
  const own = { rollbackSplitStatements: 'splitStatements', rollbackEndDelimiter: 'endDelimiter' } as const
  const parts = Object.entries(own).flatMap(([name, as]) =>
    options.filter(option => option.name === name).map(option => ({ ...option, name: as })),
  )
  return { name: 'rollback', at, parts: [{ name: 'sql', value: text, parts, at, place }] }
}

/** Reads formatted SQL into the parts that XML would have. */
export const readFormatted = (file: SourceFile): { readonly root: Part; readonly diagnostics: readonly Diagnostic[] } => {
  const { text } = file
  const places = placesIn(file)
  const lines = linesOf(text)
  const diagnostics: Diagnostic[] = []
  const entries: Part[] = optionsOf(lines[0]?.text ?? '', places(0, 0)).filter(({ name }) => name === 'logicalFilePath')
  const starts = lines.flatMap((line, n) => (changeSetLine.test(line.text) ? [n] : []))
  const bounds = [0, ...starts, lines.length]
  bounds.slice(0, -1).forEach((first, n) => {
    const section = lines.slice(first, bounds[n + 1])
    if (section.length === 0) return
    entries.push(...sectionOf(section, n > 0))
  })

  function sectionOf(section: readonly Line[], isChangeSet: boolean): readonly Part[] {
    const from = section[0]!.start
    const to = section.at(-1)!.start + section.at(-1)!.text.length
    const at = places(from, to)
    const place: PlaceOf = (start, end) => places(from + start, from + end)
    const sql: [number, number][] = []
    const back: [number, number][] = []
    const parts: Part[] = []
    const outer: Part[] = []
    const conditions: Part[] = []
    let hasConditions = false
    let skipping = 0
    let inBack = false
    section.forEach(({ text: line, start }, n) => {
      if ((isChangeSet && n === 0) || firstLine.test(line)) return
      const here = places(start, start + line.length)
      const whole: [number, number] = [start, start + line.length]
      if (inBack) {
        const end = line.lastIndexOf('*/')
        if (/\*\/\s*$/.test(line)) inBack = false
        back.push([start, start + (inBack ? line.length : end)])
        return
      }
      if (skipping > 0) {
        skipping = /--\s*ignoreLines:end/i.test(line) ? 0 : skipping - 1
        return
      }
      const said = (pattern: RegExp): RegExpExecArray | null => pattern.exec(line)
      const ignored = said(controls.ignore)
      const rollback = said(controls.rollback)
      const condition = said(controls.condition)
      const header = condition === null ? said(controls.conditions) : null
      const included = said(controls.include)
      const property = said(controls.property)
      if (ignored !== null) skipping = /^\d+$/.test(ignored[1]!) ? Number(ignored[1]) : Infinity
      else if (rollback !== null) back.push([start + rollback[1]!.length, start + line.length])
      else if (/^\s*\/\*\s*liquibase\s*rollback\s*$/i.test(line)) inBack = true
      else if (condition !== null) conditions.push(conditionOf(condition[1]!, condition[2]!, here))
      else if (header !== null) {
        hasConditions = true
        conditions.push(...optionsOf(header[1]!, here))
      } else if (property !== null) outer.push({ name: 'property', parts: optionsOf(property[1]!, here), at: here })
      else if (included !== null)
        outer.push({
          name: included[1]!.toLowerCase() === 'include' ? 'include' : 'includeAll',
          parts: optionsOf(included[2]!, here),
          at: here,
        })
      else if (said(controls.comment) !== null || said(controls.checkSum) !== null) return
      else sql.push(whole)
    })
    if (!isChangeSet) {
      const stray = sql.map(([a, b]) => text.slice(a, b)).find(line => line.trim() !== '' && !line.trim().startsWith('--'))
      if (stray !== undefined && starts.length === 0)
        diagnostics.push({
          code: 'no-change-set',
          severity: 'warning',
          message: 'This formatted SQL has no change set: Liquibase runs nothing of it.',
          span: at,
        })
      return outer
    }
    const [, author, id, rest] = changeSetLine.exec(section[0]!.text)!
    const options = optionsOf(rest!, places(from, from + section[0]!.text.length))
    parts.push(
      { name: 'id', value: unquoted(id!.trim()), parts: [], at },
      { name: 'author', value: unquoted(author!.trim()), parts: [], at },
      ...options,
    )
    if (hasConditions || conditions.length > 0) parts.push({ name: 'preConditions', parts: conditions, at })
    const forSql = options.filter(({ name }) => ['splitStatements', 'endDelimiter', 'stripComments'].includes(name))
    parts.push({ name: 'sql', value: only(text, from, to, sql), parts: forSql, at, place })
    if (back.length > 0) parts.push(rollbackOf(only(text, from, to, back), options, at, place))
    return [...outer, { name: 'changeSet', parts, at }]
  }
  return { root: { name: 'databaseChangeLog', parts: entries, at: places(0, text.length) }, diagnostics }
}
