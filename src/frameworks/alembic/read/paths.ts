import { dirname, join } from 'node:path/posix'
import { isThing, isUnknown, native, unknown, type Given, type Thing, type Value } from './python/values.ts'

/** A path as a value of the program, from the root of the repository: `Path(__file__).parent / 'sql' / 'x.sql'`. */
export const pathOf = ({ args }: Given): Value => joined('', args)

const joined = (from: string, parts: readonly Value[]): Value => {
  const doubtful = parts.find(isUnknown)
  if (doubtful !== undefined) return unknown(doubtful.reason)
  const texts = parts.map(part => (isThing(part, 'path') ? String(part.data) : part))
  if (!texts.every(text => typeof text === 'string') || texts.some(text => text.startsWith('/'))) return unknown('goes to another path')
  return pathThing(join(from, ...texts))
}

const pathThing = (path: string): Thing => ({
  kind: 'thing',
  type: 'path',
  data: path,
  get: name => {
    if (name === 'parent') return pathThing(dirname(path))
    if (name === 'parents') return parentsOf(path)
    if (name === 'resolve' || name === 'absolute') return native(name, () => pathThing(path))
    if (name === 'joinpath') return native(name, ({ args }) => joined(path, args))
    return unknown(`asks a path for ${name}`)
  },
  operate: (operator, other, isRight) =>
    operator === 'Div' && other !== undefined && !isRight ? joined(path, [other]) : unknown('works with a path'),
})

const parentsOf = (path: string): Thing => ({
  kind: 'thing',
  type: 'parents of a path',
  item: key =>
    typeof key === 'number' && key >= 0
      ? pathThing(Array.from({ length: key + 1 }).reduce<string>(at => dirname(at), path))
      : unknown('takes a part of a path'),
})
