/** What decides the SQL that Laravel's schema builder sends for one and the same call. */
export interface Settings {
  /** Of the framework: 8 to 13. */
  readonly major: number
  readonly prefix: string
  /** `Schema::defaultStringLength`. */
  stringLength: number | null
  /** `Schema::morphUsingUuids`, …. */
  morphKey: 'int' | 'uuid' | 'ulid'
  timePrecision: number | null
  /** change() and renameColumn() go through doctrine/dbal (up to 10, where it is installed). */
  doctrine: boolean
}
