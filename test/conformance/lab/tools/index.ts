import type { Tool } from '../tool.ts'
import { alembicTools } from './alembic.ts'
import { flywayTools } from './flyway.ts'
import { laravelTools } from './laravel.ts'
import { liquibaseTools } from './liquibase.ts'
import { railsTools } from './rails.ts'
import { sqlTools } from './sql.ts'

/** Every tool of the lab, there or not; `LOCKSTEP_TOOLS="rails-7.2 goose"` leaves the others out. */
export const tools: readonly Tool[] = [
  ...railsTools,
  ...laravelTools,
  ...alembicTools,
  ...flywayTools,
  ...liquibaseTools,
  ...sqlTools,
].filter(({ id }) => process.env.LOCKSTEP_TOOLS?.split(' ').includes(id) ?? true)

const isNarrowed = process.env.LOCKSTEP_TOOLS !== undefined
const isFull = process.env.LOCKSTEP_LAB === 'full'

/** Each framework's oldest version, which the gate runs on the oldest server; every other tool it runs on the newest. */
const oldest = new Set(['rails-6.1', 'laravel-8', 'alembic-1.8', 'flyway-9', 'liquibase-4', 'psql'])

/** What a server's suite runs: in the full lab, or where tools are named, all on both. */
export const toolsOn = (major: number): readonly Tool[] =>
  isFull || isNarrowed ? tools : tools.filter(({ id }) => oldest.has(id) === (major === 12))
