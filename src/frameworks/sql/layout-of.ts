import type { SourceFile } from '../../history/migration.ts'
import { isDbmate } from './read/dbmate.ts'
import { readSqlFileName } from './read/file-name.ts'
import { isGoose } from './read/goose.ts'

/** The runner that files are for, by their marks and names; nothing where those leave it open. */
export const layoutOf = (files: readonly SourceFile[]): string | undefined => {
  if (files.some(isGoose)) return 'goose'
  if (files.some(isDbmate)) return 'dbmate'
  const names = files.flatMap(({ path }) => readSqlFileName(path) ?? [])
  if (names.some(({ form }) => form === 'folder')) return 'diesel'
  return names.some(({ form, isNumbered }) => form === 'pair' && isNumbered) ? 'golang-migrate' : undefined
}
