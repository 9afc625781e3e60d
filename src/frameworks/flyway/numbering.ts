import { basename } from 'node:path/posix'
import { ascending } from '../numbering.ts'
import { compareVersions, readFileName } from './read/file-name.ts'

/** Scripts and classes of all locations; a baseline stands for all up to it. Repeatable ones have no number. */
export const numbering = ascending((path, { flyway }) => {
  const file = basename(path)
  const name = readFileName(file, flyway)
  if (name?.kind !== 'versioned' && name?.kind !== 'baseline') return undefined
  const written = file.slice(file.search(/\d/)).slice(0, name.version.length)
  return { version: name.version, ...(written === name.version ? {} : { written }) }
}, compareVersions)
