import { ascending } from '../numbering.ts'

const migration = /(?:^|\/)migrations\/(?:.*\/)?(?<version>\d[^/]*_[^/]*)\.php$/i

/** By their whole names, as `migrate` sorts them, in all folders. */
export const numbering = ascending(
  path => {
    const version = migration.exec(path)?.groups?.['version']
    return version === undefined ? undefined : { version }
  },
  (a, b) => (a < b ? -1 : a > b ? 1 : 0),
)
