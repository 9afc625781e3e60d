import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { EmittedFile } from '../../../src/frameworks/framework.ts'
import type { Site } from './tool.ts'

/** How libpq's programs find the database. */
export const pgEnv = ({ host, port, database, user }: Site): Readonly<Record<string, string>> => ({
  PGHOST: host,
  PGPORT: String(port),
  PGDATABASE: database,
  PGUSER: user,
})

/** The same, and how long a job leaves between two batches: what an example of a Kubernetes Job says in PGOPTIONS. */
export const jobEnv = (site: Site, pause = 10): Readonly<Record<string, string>> => ({
  ...pgEnv(site),
  PGOPTIONS: `-c lockstep.pause_ms=${pause}`,
})

/** What a job that reads its own settings finds. */
export const ownJobEnv = (pause = 10, schemas?: readonly string[]): Readonly<Record<string, string>> => ({
  LOCKSTEP_PAUSE_MS: String(pause),
  ...(schemas === undefined ? {} : { LOCKSTEP_SCHEMAS: schemas.join(',') }),
})

/** A script for psql, run for each tenant as the example of a Kubernetes Job does. */
export const inEach = (command: string, schemas?: readonly string[]): string =>
  schemas === undefined
    ? command
    : `set -eu\nfor schema in ${schemas.join(' ')}; do\n  echo "$schema"\n  PGOPTIONS="$PGOPTIONS -c lockstep.schema=$schema" ${command}\ndone`

/** A temporary folder for one project. */
export const makeFolder = (kind: string): string => mkdtempSync(join(tmpdir(), `lockstep-${kind}-`))

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })

/** @param root of the repository, for what lies elsewhere in it than the migrations */
export const writeFiles = (folder: string, files: readonly EmittedFile[], root = folder): void => {
  for (const { name, from, content } of files) {
    const path = join(from === undefined ? folder : from === 'root' ? root : join(root, 'lockstep', 'plans', 'plan'), name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
}
