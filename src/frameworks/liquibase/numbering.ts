import type { Numbering } from '../numbering.ts'
import { frontEnd } from './read/index.ts'

/** Order is that of the changelog; names of files say nothing. */
export const numbering: Numbering = {
  read: ({ paths, read }, options) => {
    const files = paths.filter(frontEnd.isSource).flatMap(path => {
      const text = read(path)
      return text === undefined ? [] : [{ path, text }]
    })
    return frontEnd.read(files, options).migrations.map(({ id, file }) => ({ path: file, version: id }))
  },
  newest: all => all.slice(-1),
}
