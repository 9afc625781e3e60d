import { join } from 'node:path/posix'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { forwardOf, originOf } from '../../plan/origin.ts'
import type { Block } from '../../plan/plan.ts'
import type { EmitRequest, EmittedFile, Framework } from '../framework.ts'
import { withFrozen } from '../frozen-file.ts'
import { headerLines } from '../header.ts'
import { idiomOf } from '../idiom.ts'
import { scriptOf } from '../script.ts'
import { supportedVersions } from '../supported-versions.ts'
import { stampOf } from '../versions.ts'
import { bodyOf, emptyBody, irreversibleBody } from './body.ts'
import { ledger } from './ledger.ts'
import { lockCode, lockImports, lockLoad, lockFile } from './polite-lock.ts'
import { isAtLeast, type AlembicContext } from './context.ts'
import { alembicIdioms } from './idioms/index.ts'
import { fileNameOf } from './file-name.ts'
import { findProjects } from './project/index.ts'
import { alembicJobs } from './job.ts'
import { codeOnly, documented, pyString } from './python.ts'
import { scaffold } from './scaffold.ts'
import { undo } from './undo.ts'

const versions = supportedVersions.alembic

const contextOf = (version: string = versions.at(-1)!, isBack = false, isAsWritten = false): AlembicContext => ({
  since: wanted => isAtLeast(version, wanted),
  isBack,
  isAsWritten,
})

const emit = (request: EmitRequest): Result<readonly EmittedFile[]> => {
  const { units, options, now, after } = request
  const heads = after === undefined ? [] : after.split(/[\s,]+/).filter(head => head !== '')
  if (heads.length > 1) {
    return fail(
      error(
        'several-heads',
        `The repository has ${heads.length} heads: ${heads.join(', ')}. A new revision would not know which to follow.`,
        'Merge them first (alembic merge heads), or name the one to follow.',
      ),
    )
  }
  const names = new Map(units.map(({ unit }) => [unit.id, fileNameOf(unit, options.fileTemplate, now)]))
  const files = units.map((_, n) => write(request, n, n === 0 ? heads[0] : units[n - 1]!.unit.id, names))
  return ok(
    withFrozen(files, {
      marker: lockLoad,
      name: lockFile,
      content: () => lockCode(request.engine.politeLock!.sql, request.render),
    }),
  )
}

const write = (
  { plan, units, engine, options, now, render, written }: EmitRequest,
  n: number,
  parent: string | undefined,
  names: ReadonlyMap<string, string>,
): EmittedFile => {
  const { stage, unit } = units[n]!
  const origin = originOf(unit)
  const forward = forwardOf(unit)
  const direction = (blocks: readonly Block[], isBack = false): string => {
    // The version is written in the transaction that ends the function: a single one is done together with it, or not at all.
    const isOnce = origin !== undefined || (blocks.length === 1 && blocks[0]!.transactional)
    const scripts = blocks.map(block =>
      scriptOf(block, { plan, stage, unit, engine, reruns: !isOnce, fileOf: ({ id }) => names.get(id) ?? written?.get(id) }),
    )
    return bodyOf(scripts, {
      render,
      context: contextOf(options.version, isBack, origin !== undefined),
      isOnce: isOnce && engine.version.engine === 'postgres',
      usesLockFile: options.lockCode === 'helper' && engine.politeLock !== undefined,
    })
  }
  const up = forward.length === 0 ? emptyBody('Nothing to do.') : direction(forward)
  const down =
    unit.down.grade === 'irreversible'
      ? irreversibleBody(unit)
      : unit.down.blocks.length === 0
        ? emptyBody(unit.down.because)
        : direction(unit.down.blocks, true)
  const code = codeOnly(`${up}\n${down}`)
  const uses = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(code)
  const content = render('alembic/revision.py', {
    title: documented(unit.slug.replaceAll('_', ' ')),
    header: headerLines(plan, stage, unit, options.header).map(documented),
    revisionId: unit.id,
    parentId: parent === undefined ? '' : ` ${documented(parent)}`,
    date: origin === undefined ? inWords(stampOf(now)) : inWords(origin.stamp),
    revision: pyString(unit.id),
    parent: parent === undefined ? 'None' : pyString(parent),
    standard: [...(uses('acquire') ? lockImports : []), ...(uses('dedent') ? ['from textwrap import dedent'] : [])].join('\n'),
    helper: uses('acquire') ? lockLoad : '',
    usesSqlalchemy: uses('sa'),
    usesOp: uses('op'),
    usesPostgresql: uses('postgresql'),
    up,
    down,
  })
  return { name: `${names.get(unit.id)!}.py`, content, stage: stage.number, unit: unit.id }
}

/** `20261120093000` → `2026-11-20 09:30:00`. */
const inWords = (stamp: string): string => stamp.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3 $4:$5:$6')

/** Alembic revisions, one for each unit, chained. */
export const alembic: Framework = {
  id: 'alembic',
  folder: 'alembic/versions',
  versions,
  emit,
  jobs: alembicJobs,
  ledger: () => ledger,
  findProjects,
  undo,
  folderFor: async (folder, _, { paths }) => (paths.includes(join(folder, 'env.py')) ? join(folder, 'versions') : folder),
  numbering: async () => (await import('./numbering.ts')).numbering,
  frontEnd: async () => (await import('./read/index.ts')).alembicFrontEnd,
  scaffold,
  isIdiomatic: (statement, options, engine) =>
    engine.version.engine === 'postgres' && idiomOf(alembicIdioms, statement, contextOf(options.version)) !== undefined,
}
