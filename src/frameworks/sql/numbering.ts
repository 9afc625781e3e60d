import { basename } from 'node:path/posix'
import { ascending, compareNumbers } from '../numbering.ts'
import type { ReadOptions } from '../read.ts'
import { readSqlFileName } from './read/file-name.ts'

/** As the runner's table has it, and psql's user calls it. */
const versionOf = (digits: string, stem: string, { layout }: ReadOptions): string => {
  if (layout === undefined || layout === 'pairs') return stem
  return layout === 'dbmate' ? digits : String(BigInt(digits))
}

/** By the digits that names begin with. */
export const numbering = ascending(
  (path, options) => {
    const file = basename(path)
    const goFile = /^(\d+)_.*\.go$/.exec(file)?.[1]
    if (goFile !== undefined) return file.endsWith('_test.go') ? undefined : { version: String(BigInt(goFile)), written: goFile }
    const name = readSqlFileName(path)
    if (name === undefined || name.direction === 'down' || !/^\d+$/.test(name.version)) return undefined
    const { version: digits, form, key } = name
    return { version: versionOf(digits, form === 'single' ? basename(key, '.sql') : basename(key), options), written: digits }
  },
  (a, b) => compareNumbers(/^\d+/.exec(a)?.[0] ?? '0', /^\d+/.exec(b)?.[0] ?? '0'),
)
