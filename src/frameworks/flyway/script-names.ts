import type { FlywaySettings } from '../read.ts'

/** What the names of a project's scripts are made of. */
export interface ScriptNames {
  readonly versioned: string
  readonly undo: string
  readonly repeatable: string
  readonly separator: string
  readonly suffix: string
}

export const scriptNames = (settings: FlywaySettings = {}): ScriptNames => ({
  versioned: settings.sqlMigrationPrefix ?? 'V',
  undo: settings.undoSqlMigrationPrefix ?? 'U',
  repeatable: settings.repeatableSqlMigrationPrefix ?? 'R',
  separator: settings.sqlMigrationSeparator ?? '__',
  suffix: settings.sqlMigrationSuffixes?.includes('.sql') === false ? settings.sqlMigrationSuffixes[0]! : '.sql',
})
