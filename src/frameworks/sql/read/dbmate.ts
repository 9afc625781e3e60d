import { basename } from 'node:path/posix'
import type { SourceFile } from '../../../history/migration.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import { piecesOf, statementCount } from '../../sql-pieces.ts'
import { entryOf, halfOf, sayOf, sourceOf, type Entry, type Sending } from './entry.ts'

/** As dbmate looks for them, in every line of the file. */
const upMark = /^--[^\S\n]*migrate:up(?:[^\S\n]+(?<options>\S.*))?[^\S\n]*$/m
const downMark = /^--[^\S\n]*migrate:down(?:[^\S\n]+(?<options>\S.*))?[^\S\n]*$/m

export const isDbmate = ({ text }: SourceFile): boolean => upMark.test(text)

/** A file with both sections; each is one message, in a transaction unless `transaction:false`. */
export const readDbmate = (file: SourceFile): Entry => {
  const { text, place } = sourceOf(file)
  const [up, down] = [upMark.exec(text), downMark.exec(text)]
  const diagnostics: Diagnostic[] = []
  const refuse = (message: string): number => diagnostics.push(sayOf('dbmate-file', 'error', file, `dbmate refuses this file: ${message}`))
  const [start, end] = [up?.index ?? 0, down?.index ?? text.length]
  if (up === null) refuse('it has no line -- migrate:up')
  if (down === null) refuse('it has no line -- migrate:down')
  else if (start > end) refuse('-- migrate:up must stand before -- migrate:down')
  if (statementCount(piecesOf(text.slice(0, Math.min(start, end)))) > 0) refuse('a statement stands before -- migrate:up')
  const isOrdered = start <= end
  const section = (from: number, to: number) => ({
    text: text.slice(from, to),
    place: (a: number, b: number) => place(from + a, from + b),
  })
  const sendingOf = (options: string | undefined): Sending =>
    /(?:^|\s)transaction:false(?:\s|$)/.test(options ?? '') ? 'message' : 'transaction'
  const sending = sendingOf(up?.groups?.['options'])
  const stem = basename(file.path, '.sql')
  const version = /^\d+/.exec(stem)?.[0] ?? stem
  return entryOf({
    version,
    id: version,
    name: stem.replace(/^\d+_?/, ''),
    file,
    // What stands where dbmate does not want it is read all the same.
    up: halfOf(section(isOrdered ? 0 : start, isOrdered ? end : text.length), sending),
    ...(down === null ? {} : { down: halfOf(section(end, isOrdered ? text.length : start), sendingOf(down.groups?.['options'])) }),
    sending,
    diagnostics,
  })
}
