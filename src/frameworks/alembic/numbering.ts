import type { Numbered, Numbering } from '../numbering.ts'
import { alembicFrontEnd, revisionVariables } from './read/index.ts'
import { parseOnly } from './read/python/parse.ts'
import { revisionOf } from './read/revision.ts'

/** Its variables are said by more than literals: only running the module tells them. */
class Computed extends Error {}

const head = (text: string): string => text.slice(0, /^(?:async\s+)?def\s/m.exec(text)?.index ?? text.length)

/** What the top of a file says of its place; far quicker than reading all of it. */
const numberedIn = (path: string, text: string): readonly Numbered[] => {
  if (!/^revision\b/m.test(text)) return []
  const parsed = parseOnly({ path, text: head(text) }, revisionVariables, '')
  const node =
    parsed &&
    revisionOf(parsed, () => {
      throw new Computed(path)
    })
  return node === undefined ? [] : [{ path, version: node.id, parents: node.parents }]
}

/** Order is a graph, told by the variables at the head of each revision. */
export const numbering: Numbering = {
  read: ({ paths, read }, options) => {
    const files = paths.filter(alembicFrontEnd.isSource).flatMap(path => {
      const text = read(path)
      return text === undefined ? [] : [{ path, text }]
    })
    try {
      return files.flatMap(({ path, text }) => numberedIn(path, text))
    } catch (problem) {
      if (!(problem instanceof Computed)) throw problem
      const { migrations } = alembicFrontEnd.read(files, { ...options, readText: read })
      return migrations.map(({ id, file, after = [] }) => ({ path: file, version: id, parents: after }))
    }
  },
  newest: all => {
    const followed = new Set(all.flatMap(({ parents = [] }) => parents))
    return all.filter(({ version }) => !followed.has(version))
  },
}
