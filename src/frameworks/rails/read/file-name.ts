/** `20260101093000_add_x.rb`, `001_setup.rb`, `2026…_create_blobs.active_storage.rb` (`MigrationFilenameRegexp`). */
const fileName = /(?:^|\/)([0-9]+)_([_a-z0-9]*)\.?([_a-z0-9]*)?\.rb$/

export interface MigrationFileName {
  /** As `schema_migrations` has it: a number without leading zeros. */
  readonly version: string
  readonly name: string
  /** The engine it was copied from. */
  readonly scope: string
}

export const readFileName = (path: string): MigrationFileName | undefined => {
  const [, version, name = '', scope = ''] = fileName.exec(path) ?? []
  return version === undefined ? undefined : { version: version.replace(/^0+(?=\d)/, ''), name, scope }
}

/** In a folder that Rails looks for migrations in: `db/migrate`, `db/animals_migrate`, `db/post_migrate`, `db/main/migrate`. */
export const isMigrationPath = (path: string): boolean => {
  const folders = path.split('/').slice(0, -1)
  return folders.some(folder => /^([a-z0-9_]+_)?migrate$/.test(folder)) && readFileName(path) !== undefined
}

/** By number: `10` comes after `9`, and after `20190101000000` only what is later. */
export const compareVersions = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
