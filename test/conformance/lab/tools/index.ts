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

/** In the full lab, and where tools are named, everything runs everywhere. */
const isWhole = process.env.LOCKSTEP_LAB === 'full' || process.env.LOCKSTEP_TOOLS !== undefined

/** Each framework's oldest version, which the gate runs on the oldest server; every other tool it runs on the newest. */
const oldest = new Set(['rails-6.1', 'laravel-8', 'alembic-1.8', 'flyway-9', 'liquibase-4', 'psql'])

/** Liquibase's other layouts: the same change sets in other brackets, read by the same command. */
const layouts: readonly string[] = ['liquibase-5-yaml', 'liquibase-5-json', 'liquibase-5-sql']

/** The newest Flyway has no command line here but Maven's, and the one with a command line of its own is not the newest. */
const leftOut = { engine: ['flyway-12'], command: ['flyway-13', ...layouts] }

/** What a server's suite runs. */
export const toolsOn = (major: number, by: 'command' | 'engine'): readonly Tool[] =>
  isWhole ? tools : tools.filter(({ id }) => oldest.has(id) === (major === 12) && !leftOut[by].includes(id))

/** In the gate each example goes through one of each row, by turns. */
const turns = [
  [...layouts, 'golang-migrate', 'goose', 'dbmate'],
  ['rails-6.1', 'laravel-8', 'alembic-1.8'],
  ['flyway-9', 'liquibase-4', 'psql'],
]

export const isItsTurn = ({ id }: Tool, turn: number): boolean =>
  isWhole || turns.every(row => !row.includes(id) || row[turn % row.length] === id)
