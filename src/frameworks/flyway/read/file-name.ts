import type { FlywaySettings } from '../../read.ts'

export interface FileName {
  readonly kind: 'versioned' | 'undo' | 'baseline' | 'repeatable'
  /** As Flyway's table has it: `_` is `.`; empty for a repeatable one. */
  readonly version: string
  /** As the file has it, with underscores. */
  readonly description: string
}

/** What Flyway makes of a file's name; `ignored` where it passes over what was meant to be a migration, with the reason. */
export type Naming =
  FileName | { readonly kind: 'callback'; readonly event: string } | { readonly kind: 'ignored' | 'other'; readonly reason: string }

const callbacks =
  /^(?:(?:before|after)(?:Migrate|EachMigrate|EachMigrateStatement|Repeatables|Versioned|Clean|Info|Validate|Baseline|Repair|Undo|EachUndo|EachUndoStatement|Connect|CreateSchema)(?:Error|Applied|OperationFinish)?|createSchema)/

const isVersion = (text: string): boolean => /^\d+(?:[._]\d+)*$/.test(text)

/** Reads a name as Flyway does: the longest prefix that fits, then the version up to the separator. */
export const readFileName = (file: string, settings: FlywaySettings = {}): Naming | undefined => {
  const suffixes = settings.sqlMigrationSuffixes ?? ['.sql']
  const suffix = [...suffixes, '.java', '.kt'].find(each => file.endsWith(each))
  if (suffix === undefined) return undefined
  const isClass = !suffixes.includes(suffix)
  // Classes keep to the defaults.
  const { sqlMigrationSeparator: separator = '__', ...own } = isClass ? {} : settings
  const stem = file.slice(0, file.length - suffix.length)
  const event = isClass ? undefined : callbacks.exec(stem)?.[0]
  if (event !== undefined && (stem === event || stem.startsWith(event + separator))) return { kind: 'callback', event }
  const prefixes = (
    [
      ['versioned', own.sqlMigrationPrefix ?? 'V'],
      ['undo', own.undoSqlMigrationPrefix ?? 'U'],
      ['baseline', own.baselineMigrationPrefix ?? 'B'],
      ['repeatable', own.repeatableSqlMigrationPrefix ?? 'R'],
    ] as const
  ).toSorted(([, a], [, b]) => b.length - a.length)
  const [kind, prefix = ''] = prefixes.find(([, each]) => stem.startsWith(each)) ?? []
  if (kind === undefined) return isClass ? undefined : { kind: 'other', reason: 'it begins with none of the prefixes' }
  const rest = stem.slice(prefix.length)
  const at = rest.indexOf(separator)
  const [written, description] = at === -1 ? [rest, ''] : [rest.slice(0, at), rest.slice(at + separator.length)]
  if (kind === 'repeatable') {
    if (written === '') return { kind, version: '', description }
    return isClass ? undefined : { kind: 'ignored', reason: `"${separator}" must stand right behind ${prefix}` }
  }
  if (isVersion(written)) return { kind, version: written.replaceAll('_', '.'), description }
  if (isClass) return undefined
  const slip = /^(\d+(?:[._]\d+)*)_([^\d_].*)$/.exec(written)
  return {
    kind: 'ignored',
    reason:
      slip === null
        ? `"${written}" is no version`
        : `one underscore stands where two must: ${prefix}${slip[1]}${separator}${slip[2]}${suffix}`,
  }
}

/** Part by part as numbers; zeros at the end do not count. */
export const compareVersions = (a: string, b: string): number => {
  const [left, right] = [partsOf(a), partsOf(b)]
  for (let n = 0; n < Math.max(left.length, right.length); n += 1) {
    const [x, y] = [left[n] ?? 0n, right[n] ?? 0n]
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}

const partsOf = (version: string): readonly bigint[] => version.split('.').map(BigInt)
