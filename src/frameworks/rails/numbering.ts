import { ascending } from '../numbering.ts'
import { compareVersions, isMigrationPath, readFileName } from './read/file-name.ts'

/** By the digits of their names, in all folders of the database: `db/post_migrate` too. */
export const numbering = ascending(path => {
  const version = isMigrationPath(path) ? readFileName(path)?.version : undefined
  return version === undefined ? undefined : { version }
}, compareVersions)
