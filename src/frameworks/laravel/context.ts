import type { Name } from '../../model/name.ts'
import type { FrameworkOptions } from '../framework.ts'
import { supportedVersions } from '../supported-versions.ts'
import { php, phpString, type Php } from './php.ts'

export const laravelVersions = supportedVersions.laravel
export const newestLaravel = '13'

export interface LaravelContext {
  /** Is the framework at least this version? `12` alone is taken as 12.0. */
  readonly since: (major: number, minor?: number) => boolean
  /** A table as the schema builder takes it: without the connection's prefix. Absent where the builder cannot name it. */
  readonly table: (name: Name) => Php | undefined
  /** What `statement` and `table` are called on: `DB::`; up to 9 `DB::connection('reporting')->`. */
  readonly db: Php
  readonly schema: Php
}

/** The version's parts; absent for one Lockstep does not write for. */
export const parseVersion = (version: string): readonly [major: number, minor: number] | undefined => {
  const [, major = '', minor = '0'] = /^(\d+)(?:\.(\d+))?(?:\.\d+)?$/.exec(version) ?? []
  return laravelVersions.some(known => known === major) ? [Number(major), Number(minor)] : undefined
}

export const laravelContext = (
  [major, minor]: readonly [number, number],
  { tablePrefix = '', connection }: FrameworkOptions,
): LaravelContext => {
  const since = (wantedMajor: number, wantedMinor = 0) => major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
  // A late release of 9 began to make the file's connection the default one while it runs. Named again, it is another
  // session where the connection has a `direct` endpoint (13): no transaction is open there.
  const isNamed = connection !== undefined && !since(10)
  const on = (facade: string) => php(isNamed ? `${facade}::connection(${phpString(connection)})->` : `${facade}::`)
  return {
    since,
    table: ({ schema, name }) => {
      if (!isPlain(name) || !name.startsWith(tablePrefix) || (schema !== undefined && (tablePrefix !== '' || !isPlain(schema))))
        return undefined
      return phpString(schema === undefined ? name.slice(tablePrefix.length) : `${schema}.${name}`)
    },
    db: on('DB'),
    schema: on('Schema'),
  }
}

/** The builder reads full stops, ` as `, `->` and more in a name; a plain one it only quotes. */
export const isPlain = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
