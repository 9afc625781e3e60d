import { join } from 'node:path/posix'
import { postgres } from '../engines/postgres/index.ts'
import { squash } from '../convert/squash.ts'
import { parseEngine } from '../engines/postgres/versions.ts'
import type { Framework, FrameworkOptions } from '../frameworks/framework.ts'
import type { ReadOptions } from '../frameworks/read.ts'
import { replay } from '../history/replay.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../model/diagnostic.ts'
import type { FrameworkId } from '../model/framework.ts'
import { createTemplates } from './templates.ts'
import { renderConversion } from '../report/conversion/index.ts'
import { isComplete, type ConversionReport } from '../report/conversion/report.ts'
import type { ConvertedFile } from './converted-file.ts'
import { ledgerFiles } from './ledger-files.ts'
import { partOfRepository, type PartOfRepository } from './part-of-repository.ts'
import { readHistory } from './read-history.ts'
import { loadFramework } from './registry.ts'
import { isForAnother, type MigrationSet } from './read-sets.ts'
import { reportOf } from './report-conversion.ts'
import { withLeftOut, writeHistory } from './write-history.ts'

export interface ConvertOptions extends FrameworkOptions {
  readonly from: FrameworkId | 'auto'
  readonly to: FrameworkId
  /** `postgres`, `postgres@16`. */
  readonly engine?: string
  /** One migration that makes the final schema, instead of the history. */
  readonly squash?: boolean
  /** What the source's project does not say. */
  readonly reading?: ReadOptions
}

export interface ConvertedHistory {
  readonly files: readonly ConvertedFile[]
  readonly report: ConversionReport
}

/** A history is read as the newest server reads it: what an older one could not run, it does not say. */
const newest = 'postgres@18'

/** Reads the migrations of one framework and writes them as those of another, with what its ledger needs. Nothing touches the disk here. */
export const convertMigrations = async (input: PartOfRepository, options: ConvertOptions): Promise<Result<ConvertedHistory>> => {
  const { from, to, engine: wanted = newest, reading = {}, squash: isSquashed = false, ...rest } = options
  const version = parseEngine(wanted)
  if (!version.ok) return version
  const found = await readHistory({ ...input, from, options: reading })
  if (!found.ok) return found
  const stated = found.value.project?.engine
  if (options.engine === undefined && stated !== undefined && isForAnother(stated)) return fail(otherEngine(stated, found.value))
  const [framework, source] = await Promise.all([loadFramework(to), loadFramework(found.value.framework)])
  const supported = checkVersion(framework, rest)
  if (supported !== undefined) return fail(supported)
  const engine = await postgres(version.value)
  const history = replay(found.value.history, { engine })
  const written = writeHistory({
    history: isSquashed ? squash(history, engine) : history,
    conversion: { from: found.value.framework, to },
    framework,
    engine,
    options: rest,
    render: await createTemplates(),
  })
  if (!written.ok) return written
  const { shared } = written.value
  const migrations = isSquashed ? written.value.migrations.map(one => withLeftOut(one, history)) : written.value.migrations
  const report = reportOf({ found: found.value, to, engine, history: isSquashed ? [] : history, migrations })
  const placed = [...new Set([...migrations.flatMap(({ files }) => files), ...shared])]
  return ok({
    files: [
      ...placed.map(({ name, content }) => ({ path: join(framework.folder, name), content })),
      ...ledgerFiles({ source, target: framework, found: found.value, history, migrations, engine, options: rest, isSquashed }),
    ],
    report,
  })
}

const otherEngine = (stated: string, { project }: MigrationSet): Diagnostic =>
  error(
    'unsupported-engine',
    `The migrations of ${project?.folders.join(', ')} are for ${stated}, as the project's settings have it: that is not supported yet.`,
    'where they are for PostgreSQL as well, say so: --engine postgres',
  )

const checkVersion = ({ id, versions }: Framework, { version }: FrameworkOptions): Diagnostic | undefined =>
  version === undefined || versions.some(known => version === known || version.startsWith(`${known}.`))
    ? undefined
    : error('unsupported-framework-version', `${id} ${version} is not supported.`, `use one of ${versions.join(', ')}`)

export const reportConversion = renderConversion
export { isComplete, partOfRepository }
