import type { Parsed } from './python/parse.ts'

/** What a person calls a revision: what its file name says beside date and id, or the first line of its docstring. */
export const titleOf = ({ file, tree }: Parsed, id: string): string => {
  const base = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/\.py$/, '')
  const slug = base.replace(id, '').replace(/^\d{4}[-_]?\d{2}[-_]?\d{2}(?:[-_T]?\d{2,6}(?=[-_]))?/, '')
  const said = slug.replace(/^[-_\W]+|[-_]+$/g, '')
  if (said !== '') return said
  const [first] = tree.body
  const text =
    first?.nodeType === 'Expr' && first.value.nodeType === 'Constant' && typeof first.value.value === 'string' ? first.value.value : ''
  const line = text
    .trim()
    .split('\n')[0]!
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
  return line === '' ? id : line
}
