import type { SourceFile } from '../../../history/migration.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { ChangeSet } from './change-set.ts'
import { matchesContext, matchesDbms, matchesLabels, type Filters } from './filters.ts'
import { quotingNamed, type Quoting } from './names.ts'
import { flagOf, mapTexts, partNamed, textOf, type Part } from './part.ts'
import { folderOf, joinPath, normalPath, pathInResources, type Files } from './paths.ts'
import { appliesHere, expand, isGlobal, readPropertiesFile, withProperties, type Properties } from './properties.ts'

export interface Walk {
  readonly files: Files
  /** Reads a file, once. */
  readonly parse: (file: SourceFile) => Part | undefined
  readonly filters: Filters
  readonly properties: Properties
  /** Look at what they include only. */
  readonly isGlance?: true
}

export interface Walked {
  readonly changeSets: readonly ChangeSet[]
  readonly diagnostics: readonly Diagnostic[]
  /** Paths of the files that were included by others. */
  readonly included: ReadonlySet<string>
}

/** What an included changelog takes from those around it. */
interface Around {
  /** Where the changelog lies among the resources. */
  readonly path: string
  /** The path that the ledger has instead, for it and for all it includes. */
  readonly logical: string | undefined
  readonly contexts: readonly string[]
  readonly labels: readonly string[]
  readonly open: readonly string[]
  readonly properties: Properties['local']
}

/** Reads changelogs in the order of their includes. Roots are read one after the other; global properties go on through all. */
export const walkChangelogs = (roots: readonly SourceFile[], { files, parse, filters, properties, isGlance }: Walk): Walked => {
  const changeSets: ChangeSet[] = []
  const diagnostics: Diagnostic[] = []
  const included = new Set<string>()
  let global = properties.global

  const note = (code: string, message: string, part: Part, severity: Diagnostic['severity'] = 'note'): void =>
    void diagnostics.push({ code, severity, message, span: part.at })

  const read = (file: SourceFile, around: Around): void => {
    const root = parse(file)
    if (root === undefined) return
    let local = around.properties
    const log = partNamed(root, 'databaseChangeLog') ?? root
    const valueOf = (name: string): string | undefined => {
      const said = textOf(log, name)
      return said === undefined ? undefined : expand(said, { global, local }, () => undefined)
    }
    const here: Around = { ...around, logical: valueOf('logicalFilePath') ?? around.logical }
    const quoting = quotingNamed(valueOf('objectQuotingStrategy')) ?? 'LEGACY'
    for (const entry of log.parts) {
      if (isGlance === true && entry.name === 'changeSet') continue
      const missing = new Map<string, Part>()
      const known: Properties = { global, local }
      const part = mapTexts(entry, (text, at) => expand(text, known, name => missing.set(name, at)))
      if (missing.size > 0 && part.name === 'changeSet') tellMissing(missing, part)
      if (part.name === 'property') {
        if (!appliesHere(part, filters)) continue
        const defined = definedBy(part, file)
        const changed = withProperties(known, defined, isGlobal(part))
        global = changed.global
        local = changed.local
      } else if (part.name === 'include') include(part, file, here, local)
      else if (part.name === 'includeAll') includeAll(part, file, here, local)
      else if (part.name === 'changeSet') take(part, file, here, quoting, known)
    }
  }

  /** In SQL and values it may well be no property at all; in a name it is one that is missing. */
  const tellMissing = (missing: ReadonlyMap<string, Part>, part: Part): void => {
    const inName = [...missing.values()].some(({ name }) => /name|type|path|file|references/i.test(name))
    const names = [...missing.keys()].map(name => `\${${name}}`).join(', ')
    note('unknown-property', `No value is known for ${names}: it stays as it is.`, part, inName ? 'warning' : 'note')
  }

  const definedBy = (part: Part, file: SourceFile): readonly (readonly [string, string])[] => {
    const name = textOf(part, 'name')
    if (name !== undefined) return [[name, partNamed(part, 'value')?.value ?? '']]
    const from = textOf(part, 'file')
    if (from === undefined) return []
    const found = flagOf(part, 'relativeToChangelogFile') === true ? files.at(joinPath(folderOf(file.path), from)) : files.find(from, file)
    if (found === undefined)
      note('missing-file', `The properties of ${from} are not there: what they define stays unknown.`, part, 'warning')
    return found === undefined ? [] : readPropertiesFile(found.text)
  }

  const within = (part: Part, around: Around, path: string, file: SourceFile, local: Properties['local']): Around => {
    const context = textOf(part, 'contextFilter') ?? textOf(part, 'context')
    const labels = textOf(part, 'labels')
    return {
      path,
      logical: textOf(part, 'logicalFilePath') ?? around.logical,
      contexts: context === undefined ? around.contexts : [...around.contexts, context],
      labels: labels === undefined ? around.labels : [...around.labels, labels],
      open: [...around.open, file.path],
      properties: local,
    }
  }

  const includeFile = (found: SourceFile, path: string, part: Part, file: SourceFile, around: Around, local: Properties['local']): void => {
    if (found.path === file.path || around.open.includes(found.path))
      return note('includes-itself', `${path} includes itself.`, part, 'error')
    included.add(found.path)
    read(found, within(part, around, path, file, local))
  }

  const include = (part: Part, file: SourceFile, around: Around, local: Properties['local']): void => {
    const said = textOf(part, 'file')
    if (said === undefined || flagOf(part, 'ignore') === true) return
    const isRelative = flagOf(part, 'relativeToChangelogFile') === true
    const found = isRelative ? files.at(joinPath(folderOf(file.path), said)) : files.find(said, file)
    if (found !== undefined)
      return includeFile(found, isRelative ? joinPath(folderOf(around.path), said) : normalPath(said), part, file, around, local)
    if (flagOf(part, 'errorIfMissing') !== false)
      note('missing-file', `The changelog ${said} is not there: what it holds is unknown.`, part, 'warning')
  }

  const includeAll = (part: Part, file: SourceFile, around: Around, local: Properties['local']): void => {
    const said = textOf(part, 'path')
    if (said === undefined) return
    const isRelative = flagOf(part, 'relativeToChangelogFile') === true
    const folder = isRelative ? joinPath(folderOf(file.path), said) : normalPath(said)
    const ending = textOf(part, 'endsWithFilter')
    const deepest = Number(textOf(part, 'maxDepth') ?? Infinity)
    const found = files
      .below(folder, file)
      .filter(each => isChangelogPath(each.path) && (ending === undefined || each.path.endsWith(ending)))
    if (textOf(part, 'filter') !== undefined || textOf(part, 'resourceComparator') !== undefined)
      note(
        'unknown-filter',
        `Which files of ${said} count, or in which order, is decided by a class of the project: all are taken, by name.`,
        part,
        'warning',
      )
    if (found.length === 0) note('missing-file', `There is no changelog in ${said}.`, part, 'warning')
    const logical = isRelative ? joinPath(folderOf(around.path), said) : normalPath(said)
    for (const each of found) {
      const normal = normalPath(each.path)
      const below = normal.slice(normal.lastIndexOf(`${folder}/`) + folder.length + 1)
      if (below.split('/').length <= deepest && each.path !== file.path)
        includeFile(each, joinPath(logical, below), part, file, around, local)
    }
  }

  const take = (part: Part, file: SourceFile, around: Around, quoting: Quoting, here: Properties): void => {
    const id = partNamed(part, 'id')?.value ?? ''
    const author = partNamed(part, 'author')?.value ?? ''
    const contexts = [...around.contexts, textOf(part, 'contextFilter') ?? textOf(part, 'context')]
    const left = [
      ...(flagOf(part, 'ignore') === true ? ['it is to be ignored'] : []),
      ...(matchesDbms(textOf(part, 'dbms'), filters) ? [] : [`it is for ${textOf(part, 'dbms')!}`]),
      ...(contexts.every(context => matchesContext(context, filters)) ? [] : [`its context is ${contexts.filter(Boolean).join(' and ')}`]),
      ...([...around.labels, textOf(part, 'labels')].every(labels => matchesLabels(labels, filters))
        ? []
        : [`its labels are ${textOf(part, 'labels') ?? around.labels.join()}`]),
    ]
    if (left.length > 0) return note('left-out', `The change set ${id} does not run here: ${left.join('; ')}.`, part)
    changeSets.push({
      id,
      author,
      path: normalPath(textOf(part, 'logicalFilePath') ?? around.logical ?? around.path),
      part,
      file,
      quoting: quotingNamed(textOf(part, 'objectQuotingStrategy')) ?? quoting,
      fileNamed: (path, isRelative) =>
        isRelative
          ? files.at(joinPath(folderOf(file.path), path))
          : (files.find(path, file) ?? files.at(joinPath(folderOf(file.path), path))),
      isDefined: name => here.global.has(name.toLowerCase()) || here.local.has(name.toLowerCase()),
    })
  }

  for (const root of roots)
    read(root, { path: pathInResources(root.path), logical: undefined, contexts: [], labels: [], open: [], properties: new Map() })
  return { changeSets, diagnostics, included }
}

export const isChangelogPath = (path: string): boolean => /\.(?:xml|ya?ml|json|sql)$/i.test(path)
