import type { Name } from '../../model/name.ts'
import { keyword, pyString, type Python } from './python.ts'

/** What an idiom needs to know besides its step. */
export interface AlembicContext {
  /** Is the project's Alembic at least this version? */
  readonly since: (version: string) => boolean
  /** Going back, an object may have gone with another one, as the engine's IF EXISTS allows for. */
  readonly isBack: boolean
  /** Nothing is said for the case that the revision runs a second time. */
  readonly isAsWritten: boolean
}

/** `if_exists=True` on the way back; nothing where the project's Alembic cannot say it yet. */
export const ifThere = ({ since, isBack, isAsWritten }: AlembicContext, from: string): readonly Python[] | undefined =>
  !isBack || isAsWritten ? [] : since(from) ? [keyword('if_exists', 'True' as Python)] : undefined

/** `schema="app"`, where a name has one. */
export const schemaOf = ({ schema }: Name, key = 'schema'): readonly Python[] =>
  schema === undefined ? [] : [keyword(key, pyString(schema))]

/** The name of a constraint or index as it is: without `op.f`, the project's naming convention would be applied to it. */
export const finalName = (name: string): Python => `op.f(${pyString(name)})` as Python

/** Compares version numbers by their first two parts. */
export const isAtLeast = (version: string, wanted: string): boolean => {
  const [[major = 0, minor = 0], [wantedMajor = 0, wantedMinor = 0]] = [version, wanted].map(text => text.split('.').map(Number)) as [
    number[],
    number[],
  ]
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}
