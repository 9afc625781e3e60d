import type { Direction, History, Migration, SourceFile } from '../../../history/migration.ts'
import type { Diagnostic, Span } from '../../../model/diagnostic.ts'
import { error } from '../../../model/diagnostic.ts'
import type { FrontEnd, ReadOptions } from '../../read.ts'
import { surroundingsIn } from './environment.ts'
import { arrange, type Node } from './graph.ts'
import { Modules } from './modules.ts'
import { namesOf, runFunction, type Program } from './program.ts'
import { parse, parseOnly, type Parsed, type ParseResult } from './python/parse.ts'
import { functionNamed, noDownIn, revisionOf } from './revision.ts'
import { titleOf } from './title.ts'

interface Revision extends Node {
  readonly parsed: Parsed
}

const prepared = new WeakMap<SourceFile, ParseResult>()

/** Reads revisions of Alembic. */
export const alembicFrontEnd: FrontEnd = {
  isSource: path => path.endsWith('.py'),
  prepare: async files => {
    for (const file of files) prepared.set(file, parse(file))
    const refused = files.filter(file => !isWhole(prepared.get(file)))
    if (refused.length === 0) return
    const statementsIn = await (await import('./python/statements.ts')).loadStatements()
    for (const file of refused) prepared.set(file, parse(file, statementsIn))
  },
  read: (files, options) => {
    const diagnostics: Diagnostic[] = []
    const parsed = files.toSorted((a, b) => (a.path < b.path ? -1 : 1)).flatMap(file => parsedOrSaid(file, diagnostics))
    const modules = new Modules(parsed, options.readText)
    const revisions = parsed.flatMap((each): readonly Revision[] => {
      const node = revisionOf(each, () => namesOf(each, modules))
      return node === undefined ? [] : [{ ...node, parsed: each }]
    })
    return historyOf(revisions, parsed, modules, options, diagnostics)
  },
}

/** How a statement begins that makes a file a revision. */
export const revisionVariables = /^(?:revision|down_revision|branch_labels|depends_on)\b/

const isWhole = (result: ParseResult | undefined): boolean => result?.ok === true && result.parsed.unreadable.length === 0

const parsedOrSaid = (file: SourceFile, diagnostics: Diagnostic[]): readonly Parsed[] => {
  const result = prepared.get(file) ?? parse(file)
  if (!result.ok) {
    const left = parseOnly(file, revisionVariables, result.problem)
    const help =
      left === undefined ? 'It is left out; whatever it changes is not known.' : 'It is kept as it is; what it changes is not known.'
    diagnostics.push(error('unreadable-file', `${file.path} cannot be read: ${result.problem}.`, help, result.at))
    return left === undefined ? [] : [left]
  }
  for (const { start, end, problem } of result.parsed.unreadable)
    diagnostics.push({
      code: 'unreadable-statement',
      severity: 'warning',
      message: `${problem}; this statement is kept as it is`,
      span: result.parsed.placeOf(start, end),
    })
  return [result.parsed]
}

const historyOf = (
  all: readonly Revision[],
  parsed: readonly Parsed[],
  modules: Modules,
  options: ReadOptions,
  diagnostics: Diagnostic[],
): History => {
  const seen = new Map<string, Revision>()
  for (const revision of all) {
    const before = seen.get(revision.id)
    if (before === undefined) seen.set(revision.id, revision)
    else
      diagnostics.push(
        error(
          'same-revision',
          `${revision.parsed.file.path} has the revision ${revision.id}, which ${before.parsed.file.path} has too.`,
          'It is left out.',
          whole(revision.parsed),
        ),
      )
  }
  const { order, after, missing, circular } = arrange([...seen.values()])
  for (const { node, id } of missing)
    diagnostics.push(
      error(
        'missing-revision',
        `${node.parsed.file.path} follows the revision ${id}, which is not there.`,
        'What that one did is not known.',
        whole(node.parsed),
      ),
    )
  for (const { id, parsed: each } of circular)
    diagnostics.push(
      error('revisions-in-a-circle', `The revision ${id} follows itself by way of others.`, 'Alembic refuses to run it.', whole(each)),
    )
  const shared = { modules, conventions: options.namingConvention ?? {}, surroundings: surroundingsIn(parsed) }
  const wrapping = options.transactionPerMigration === true ? 'one-each' : 'one-for-all'
  return {
    migrations: order.map(revision =>
      migrationOf(revision, after.get(revision.id) ?? [], { ...shared, parsed: revision.parsed }, wrapping),
    ),
    diagnostics,
  }
}

const whole = ({ file, placeOf }: Parsed): Span => placeOf(0, file.text.length)

const migrationOf = (revision: Revision, after: readonly string[], program: Program, wrapping: Migration['wrapping']): Migration => {
  const { parsed, id } = revision
  const play =
    (name: 'upgrade' | 'downgrade'): Direction =>
    to => {
      const hidden = hiddenIn(parsed, name)
      if (hidden === undefined) return runFunction(program, name, to)
      const { start, end, reason } = hidden
      to.code({ language: 'python', source: parsed.file.text.slice(start, end), reason }, parsed.placeOf(start, end))
    }
  const down = functionNamed(parsed, 'downgrade')
  const noDown = hiddenIn(parsed, 'downgrade') !== undefined ? undefined : down === undefined ? 'missing' : noDownIn(down.body)
  return {
    id,
    name: titleOf(parsed, id),
    file: parsed.file.path,
    at: whole(parsed),
    wrapping,
    up: play('upgrade'),
    ...(noDown === undefined ? { down: play('downgrade') } : { noDown }),
    after,
  }
}

/** Where a direction is that could not be read: in a file that is no Python at all, or in what was taken for another statement. */
const hiddenIn = (parsed: Parsed, name: 'upgrade' | 'downgrade') => {
  const { ruin, file, unreadable } = parsed
  const all = { start: 0, end: file.text.length }
  if (ruin !== undefined) return { ...all, reason: `cannot be read: ${ruin}` }
  const [first] = unreadable
  const defines = new RegExp(`^(?:async[ \\t]+)?def[ \\t]+${name}\\b`, 'm')
  if (first === undefined || functionNamed(parsed, name) !== undefined || !defines.test(file.text)) return undefined
  const found = unreadable.find(({ start, end }) => defines.test(file.text.slice(start, end))) ?? { ...all, problem: first.problem }
  return { start: found.start, end: found.end, reason: found.problem }
}
