import type { EmittedFile, Framework, FrameworkOptions } from '../../frameworks/framework.ts'
import type { Migration } from '../../history/migration.ts'
import { replay } from '../../history/replay.ts'
import { ok, type Result } from '../../model/diagnostic.ts'
import type { Schema } from '../../model/schema.ts'
import type { Render } from '../../render/render.ts'
import { stepsToBuild } from '../../steps/build-schema.ts'
import type { Engine } from '../../steps/engine.ts'
import { writeHistory } from '../write-history.ts'

export interface FirstMigration {
  readonly schema: Schema
  /** The file the schema stands in, for the header. */
  readonly file: string
  readonly framework: Framework
  readonly options: FrameworkOptions
  readonly engine: Engine
  readonly render: Render
  readonly now: Date
}

/** The migration that makes a schema from nothing, as a person would write it: nothing runs beside it yet. */
export const firstMigration = ({
  schema,
  file,
  framework,
  options,
  engine,
  render,
  now,
}: FirstMigration): Result<readonly EmittedFile[]> => {
  const steps = stepsToBuild(schema)
  if (steps.length === 0) return ok([])
  const at = { file, line: 1, column: 1 }
  const migration: Migration = {
    id: numberFor(framework, options, now),
    name: 'create_schema',
    file,
    at,
    wrapping: 'one-each',
    up: to => steps.forEach(step => to.add(at, step)),
    noDown: 'missing',
  }
  const history = replay({ migrations: [migration], diagnostics: [] }, { engine })
  const written = writeHistory({ history, conversion: { from: framework.id, to: framework.id }, framework, engine, options, render })
  return written.ok ? ok(written.value.migrations.flatMap(({ files }) => files)) : written
}

/** Small numbers where teams count, moments where the framework's own generator writes them. */
const numberFor = ({ id }: Framework, { layout = 'pairs' }: FrameworkOptions, now: Date): string => {
  const stamp = now.toISOString().replaceAll(/\D/g, '').slice(0, 14)
  if (id === 'flyway') return '1'
  return id === 'sql' && (layout === 'pairs' || layout === 'golang-migrate') ? '000001' : stamp
}
