import type { FrameworkId } from '../model/framework.ts'

/** The versions each framework's files are written for, oldest first. */
export const supportedVersions = {
  rails: ['6.1', '7.0', '7.1', '7.2', '8.0', '8.1'],
  laravel: ['8', '9', '10', '11', '12', '13'],
  flyway: ['9', '10', '11', '12', '13'],
  liquibase: ['4', '5'],
  alembic: ['1.8', '1.9', '1.10', '1.11', '1.12', '1.13', '1.14', '1.15', '1.16', '1.17', '1.18', '1.19', '1.20'],
  sql: ['1'],
} as const satisfies Readonly<Record<FrameworkId, readonly string[]>>

/** `8.1.2` is a release of `8.1`. */
export const isSupported = (version: string, versions: readonly string[]): boolean =>
  versions.some(known => version === known || version.startsWith(`${known}.`))
