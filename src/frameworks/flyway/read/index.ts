import { basename } from 'node:path/posix'
import type { History, Migration, SourceFile } from '../../../history/migration.ts'
import { placesIn } from '../../../history/place.ts'
import type { Wrapping } from '../../../history/recorder.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import { wayBack, type Half } from '../../half.ts'
import { ofThisEngine } from '../../other-engines.ts'
import { playSql } from '../../play-sql.ts'
import type { FrontEnd, ReadOptions } from '../../read.ts'
import { readFileName } from './file-name.ts'
import { doubles, inOrder, isSame, type Found } from './order.ts'
import { preludeOf, type Callback, type Prelude } from './preludes.ts'
import { say } from './say.ts'
import { readScript } from './script.ts'

/** A script or a class, ready to be played. */
interface Ready extends Half {
  readonly diagnostics: readonly Diagnostic[]
}

const read = (all: readonly SourceFile[], options: ReadOptions): History => {
  const { files, diagnostics: others } = ofThisEngine(all)
  const settings = new Map(files.filter(({ path }) => path.endsWith('.conf')).map(file => [file.path, file]))
  const { found, callbacks, diagnostics } = sort(files, options)
  const prelude = preludeOf(callbacks, options)
  const ready = (each: Found): Ready => prepare(each, settings.get(`${each.file.path}.conf`), options, prelude)
  const undos = found.filter(({ name }) => name.kind === 'undo').map(each => ({ each, ready: ready(each) }))
  const { running, replaced } = inOrder(found)
  const migrations = running.map(each => {
    const up = ready(each)
    const undo = each.name.kind === 'versioned' ? undos.find(({ each: { name } }) => isSame(name, each.name))?.ready : undefined
    diagnostics.push(...up.diagnostics, ...(undo?.diagnostics ?? []))
    return migrationOf(each, up, undo, options)
  })
  const lone = undos.filter(({ each }) => !running.some(({ name }) => name.kind === 'versioned' && isSame(name, each.name)))
  diagnostics.push(
    ...lone.map(({ each }) => say('undo-without-version', 'note', each.file, `undoes ${each.name.version}, which is not among the files`)),
    ...replaced,
    ...doubles(running),
    ...groupMixing(migrations, options),
  )
  return { migrations, diagnostics: [...others, ...diagnostics] }
}

interface Sorted {
  readonly found: readonly Found[]
  readonly callbacks: readonly Callback[]
  readonly diagnostics: Diagnostic[]
}

const sort = (files: readonly SourceFile[], { flyway }: ReadOptions): Sorted => {
  const found: Found[] = []
  const callbacks: Callback[] = []
  const diagnostics: Diagnostic[] = []
  for (const file of files) {
    const name = readFileName(basename(file.path), flyway)
    if (name === undefined || isBaseClass(file)) continue
    if (name.kind === 'other') diagnostics.push(say('flyway-file-name', 'note', file, `no migration by its name: ${name.reason}`))
    else if (name.kind === 'ignored')
      diagnostics.push(
        say('flyway-file-name', 'warning', file, `Flyway passes this file over without a word: ${name.reason}`, 'rename the file'),
      )
    else if (name.kind === 'callback') {
      callbacks.push({ file, event: name.event })
      diagnostics.push(
        say('flyway-callback', 'note', file, `a callback (${name.event}), no migration: of it only settings before a migration are read`),
      )
    } else if ('version' in name) found.push({ file, name })
  }
  return { found, callbacks, diagnostics }
}

/** Flyway takes classes that it can make an instance of. */
const isBaseClass = ({ path, text }: SourceFile): boolean =>
  /\.(?:java|kt)$/.test(path) && /^(?:public\s+)?(?:abstract\s+class|interface)\s/m.test(text)

const prepare = ({ file, name }: Found, conf: SourceFile | undefined, options: ReadOptions, prelude: Prelude): Ready => {
  const language = /\.(java|kt)$/.exec(file.path)?.[1]
  if (language !== undefined) {
    const at = placesIn(file)(0, file.text.length)
    const reason = `the ${language === 'kt' ? 'Kotlin' : 'Java'} class ${classOf(file)}`
    return {
      play: to => to.code({ language: language === 'kt' ? 'kotlin' : 'java', source: file.text, reason }, at),
      isTransactional: !/\bcanExecuteInTransaction\s*\(\s*\)[^{}]*\{\s*return\s+false\b/.test(file.text),
      isEmpty: false,
      diagnostics: [],
    }
  }
  const script = readScript(file, conf, options)
  return {
    ...script,
    play: to => {
      prelude(to, name.kind)
      playSql(to, script.source)
    },
  }
}

const classOf = ({ path, text }: SourceFile): string => {
  const folder = /^\s*package\s+([\w.]+)/m.exec(text)?.[1]
  const name = basename(path).replace(/\.\w+$/, '')
  return folder === undefined ? name : `${folder}.${name}`
}

const wrappingOf = ({ isTransactional }: Ready, { flyway }: ReadOptions): Wrapping =>
  !isTransactional ? 'none' : flyway?.group === true ? 'one-for-all' : 'one-each'

const migrationOf = ({ file, name }: Found, up: Ready, undo: Ready | undefined, options: ReadOptions): Migration => ({
  id: name.version === '' ? basename(file.path).replace(/\.\w+$/, '') : name.version,
  name: name.description,
  file: file.path,
  at: placesIn(file)(0, file.text.length),
  wrapping: wrappingOf(up, options),
  up: up.play,
  ...wayBack(up, undo),
  ...(name.kind === 'repeatable' ? { repeatable: true } : {}),
})

/** All that is pending runs in one transaction or in none. */
const groupMixing = (migrations: readonly Migration[], { flyway = {} }: ReadOptions): readonly Diagnostic[] => {
  if (flyway.group !== true || flyway.mixed === true) return []
  return migrations
    .filter(({ wrapping }) => wrapping === 'none')
    .map(({ at }) => ({
      code: 'flyway-group-mixed',
      severity: 'warning',
      message: 'with group=true Flyway refuses to run this script, which is outside a transaction, together with any that is in one',
      help: 'set flyway.group=false, or migrate to this version by itself (target)',
      span: { file: at.file, line: at.line, column: at.column },
    }))
}

/** Reads Flyway's scripts; classes are kept as they are. */
export const frontEnd: FrontEnd = {
  isSource: path => /\.(?:sql|pgsql|psql|ddl)(?:\.conf)?$/.test(path) || /(?:^|\/)[VURB][^/]*__[^/]*\.(?:java|kt)$/.test(path),
  read,
}
