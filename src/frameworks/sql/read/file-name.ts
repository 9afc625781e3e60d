import { basename, dirname } from 'node:path/posix'

/** What a file's path says of it. */
export interface SqlFileName {
  readonly direction: 'up' | 'down' | 'both'
  /** Both directions of a migration have it in common. */
  readonly key: string
  /** `folder`: `<version>_<name>/up.sql`; `pair`: `<version>_<name>.up.sql`; `single`: one file for all. */
  readonly form: 'folder' | 'pair' | 'single'
  /** The digits it begins with; empty where there are none. */
  readonly version: string
  readonly name: string
  /** As golang-migrate and sqlx take it: digits, an underscore, the name. */
  readonly isNumbered: boolean
}

const directions: Readonly<Record<string, 'up' | 'down'>> = {
  up: 'up',
  do: 'up',
  forward: 'up',
  down: 'down',
  undo: 'down',
  rollback: 'down',
}

/** `V0001.Initial_Schema`, `20240115180414_init`, `2019-02-26-002946_create_user`, `0001-users`. */
const stemPattern = /^[vV]?(?<version>\d[\d-]*)(?:[-_.](?<name>[^\d].*|\d.*[A-Za-z].*))?$/

/** Nothing where the file is none of a migration by its name. */
export const readSqlFileName = (path: string): SqlFileName | undefined => {
  const file = basename(path)
  if (!file.endsWith('.sql')) return undefined
  const stem = file.slice(0, -'.sql'.length)
  if (['up', 'down', 'migration'].includes(stem)) {
    const folder = dirname(path)
    const direction = stem === 'migration' ? 'up' : (stem as 'up' | 'down')
    return { direction, key: folder, form: 'folder', isNumbered: false, ...partsOf(basename(folder)) }
  }
  const [, own = '', ending = ''] = /^(.+)[._](up|do|forward|down|undo|rollback)$/.exec(stem) ?? []
  const direction = directions[ending]
  if (direction !== undefined) {
    const key = `${dirname(path)}/${own}`
    return { direction, key, form: 'pair', isNumbered: /^\d+_.*\.(up|down)$/.test(stem), ...partsOf(own) }
  }
  // Flyway's, whose own reader takes it, or its user's for use by hand.
  if (/^[VURB]?[\d._]*__/.test(stem)) return undefined
  const parts = partsOf(stem)
  return parts.version === '' ? undefined : { direction: 'both', key: path, form: 'single', isNumbered: /^\d+_/.test(stem), ...parts }
}

const partsOf = (stem: string): { readonly version: string; readonly name: string } => {
  const groups = stemPattern.exec(stem)?.groups
  return groups === undefined ? { version: '', name: stem } : { version: groups['version'] ?? '', name: groups['name'] ?? '' }
}
