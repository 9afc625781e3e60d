import type { Tool } from '../tool.ts'
import { alembicTools } from './alembic.ts'
import { flywayTools } from './flyway.ts'
import { laravelTools } from './laravel.ts'
import { liquibaseTools } from './liquibase.ts'
import { railsTools } from './rails.ts'
import { sqlTools } from './sql.ts'

const only = process.env.LOCKSTEP_TOOLS?.split(' ')

/** Every tool of the lab, there or not; `LOCKSTEP_TOOLS="rails-7.2 goose"` leaves the others out. */
export const tools: readonly Tool[] = [
  ...railsTools,
  ...laravelTools,
  ...alembicTools,
  ...flywayTools,
  ...liquibaseTools,
  ...sqlTools,
].filter(({ id }) => only === undefined || only.includes(id))
