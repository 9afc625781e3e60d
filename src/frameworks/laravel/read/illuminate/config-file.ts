import type { Frame, PhpFile, Run, Value } from '../php/frame.ts'
import type { Entry, Expression } from '../php/nodes.ts'
import { leavesIn, walk } from '../php/scan.ts'
import { keyFor } from '../php/value.ts'

/** What a file of settings says of one: its value, an expression that decides it when the application starts, or nothing. */
export type Said = { readonly value: Value } | { readonly open: Expression } | undefined

/** What means the same wherever it is run. */
const plain = new Set<string>([
  'string',
  'nowdoc',
  'encapsed',
  'encapsedpart',
  'number',
  'boolean',
  'nullkeyword',
  'array',
  'entry',
  'unary',
  'bin',
  'staticlookup',
  'name',
  'identifier',
])

export const isPlain = (node: Expression): boolean => {
  let is = true
  walk(node, each => (is &&= plain.has(each.kind)))
  return is
}

/** The whole file is its array: nothing before it ends it or makes it another. */
const arrayOf = ({ statements }: PhpFile): Expression | undefined => {
  const at = statements.findIndex(({ kind }) => kind === 'return')
  const statement = statements[at]
  return statement?.kind === 'return' && statement.expr !== null && !leavesIn(statements.slice(0, at)) ? statement.expr : undefined
}

export const isEntry = (item: { readonly kind: string }): item is Entry => item.kind === 'entry'

/** Of two entries with one key the later holds; undefined where there is none. */
export const entryOf = (array: Extract<Expression, { kind: 'array' }>, key: string): Expression | 'unclear' | undefined => {
  let found: Expression | 'unclear' | undefined
  for (const item of array.items) {
    if (!isEntry(item)) continue
    if (item.unpack || (item.key !== null && item.key.kind !== 'string' && item.key.kind !== 'number')) found = 'unclear'
    else if (item.key !== null && 'value' in item.key && String(keyFor(String(item.key.value))) === key) found = item.value
  }
  return found
}

/** `passwords.users.table` in `config/auth.php`. Only the way there is looked at: other entries may call what is not at hand. */
export const settingIn = (file: PhpFile, path: readonly string[], run: Run): Said => {
  const whole = arrayOf(file)
  if (whole === undefined) return undefined
  let at = whole
  for (const part of path) {
    if (at.kind !== 'array') return { open: at }
    const entry = entryOf(at, part)
    if (entry === undefined) return undefined
    if (entry === 'unclear') return { open: at }
    at = entry
  }
  const frame: Frame = { variables: new Map(), file, run, isStrict: true }
  return isPlain(at) ? { value: run.evaluate(at, frame) } : { open: at }
}
