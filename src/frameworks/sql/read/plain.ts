import { dirname } from 'node:path/posix'
import type { SourceFile } from '../../../history/migration.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { ReadOptions } from '../../read.ts'
import { piecesOf } from '../../sql-pieces.ts'
import { entryOf, halfOf, sayOf, sourceOf, type Entry, type Sending } from './entry.ts'
import type { SqlFileName } from './file-name.ts'

export interface Named {
  readonly file: SourceFile
  readonly name: SqlFileName
}

type Runner = 'psql' | 'golang-migrate' | 'sqlx' | 'diesel' | 'a program'

/** Files without marks: pairs, folders of two, and single files, each under one key. */
export const readPlain = (
  files: readonly Named[],
  settings: readonly SourceFile[],
  options: ReadOptions,
): { readonly entries: readonly Entry[]; readonly diagnostics: readonly Diagnostic[] } => {
  const groups = new Map<string, Named[]>()
  for (const each of files) groups.set(each.name.key, [...(groups.get(each.name.key) ?? []), each])
  const isPsql = options.layout === 'pairs' || (options.layout === undefined && areForPsql(files))
  const entries: Entry[] = []
  const diagnostics: Diagnostic[] = []
  for (const group of groups.values()) {
    const up = group.find(({ name }) => name.direction !== 'down')
    const down = group.find(({ name }) => name.direction === 'down')
    if (up === undefined) {
      diagnostics.push(sayOf('down-without-up', 'warning', group[0]!.file, 'goes back from something that no file does: it is passed over'))
      continue
    }
    const runner = isPsql && up.name.form !== 'folder' ? 'psql' : runnerOf(up.name, options)
    const sendingOf = ({ file }: Named): Sending => sending(runner, file, settings)
    const { version, name, key } = up.name
    entries.push(
      entryOf({
        version: runner === 'diesel' ? version.replaceAll('-', '') || name : version || name,
        id: idOf(runner, version, name, key),
        name: name === '' ? version : name,
        file: up.file,
        up: halfOf(sourceOf(up.file), sendingOf(up)),
        ...(down === undefined ? {} : { down: halfOf(sourceOf(down.file), sendingOf(down)) }),
        sending: sendingOf(up),
      }),
    )
  }
  return { entries, diagnostics }
}

const runnerOf = ({ form, isNumbered }: SqlFileName, { layout }: ReadOptions): Runner =>
  layout === 'sqlx' || layout === 'diesel' || layout === 'golang-migrate'
    ? layout
    : form === 'folder'
      ? 'diesel'
      : isNumbered && form === 'pair'
        ? 'golang-migrate'
        : 'a program'

const sending = (runner: Runner, file: SourceFile, settings: readonly SourceFile[]): Sending => {
  switch (runner) {
    case 'psql':
      return 'statements'
    case 'sqlx':
      return /^--\s*no-transaction\b/.test(file.text.trimStart()) ? 'message' : 'transaction'
    case 'diesel': {
      const own = settings.find(({ path }) => dirname(path) === dirname(file.path))
      return own !== undefined && /^\s*run_in_transaction\s*=\s*false\b/m.test(own.text) ? 'message' : 'transaction'
    }
    case 'golang-migrate':
    case 'a program':
      return 'message'
  }
}

const idOf = (runner: Runner, version: string, name: string, key: string): string => {
  if (runner === 'psql' || version === '') return key.split('/').at(-1) ?? name
  if (runner === 'diesel') return version.replaceAll('-', '')
  return /^\d+$/.test(version) ? String(BigInt(version)) : version
}

/**
 * psql sends statement by statement, golang-migrate a whole file: whoever writes for psql says BEGIN where a file has several
 * statements, or leaves it out where one of them cannot be in a transaction.
 */
const areForPsql = (files: readonly Named[]): boolean => {
  let begins = 0
  for (const { file } of files) {
    const pieces = piecesOf(file.text)
    if (pieces.some(({ kind }) => kind === 'command')) return true
    const statements = pieces.filter(({ kind }) => kind === 'statement')
    if (statements.length < 2) continue
    if (statements[0]!.words[0] === 'BEGIN') begins += 1
    else if (!statements.some(({ words }) => words.includes('CONCURRENTLY') || words[0] === 'VACUUM')) return false
  }
  return begins > 0
}
