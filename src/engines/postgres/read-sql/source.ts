import { unitsOf } from '../../../model/utf8-offsets.ts'
import { type Token, tokensOf } from '../tokens.ts'
import { NoStep } from './no-step.ts'

/** The text of one statement, taken apart when something asks for it. */
export interface Source {
  readonly text: string
  readonly tokens: () => readonly Token[]
  /** Index of the token at a place the parser gives, in bytes. */
  readonly indexAt: (byte: number | undefined) => number
}

/** @param read what the parser was given, where that is not the text itself: of the same length */
export const sourceOf = (text: string, read = text): Source => {
  let tokens: readonly Token[] | undefined
  let unit: ((byte: number) => number) | undefined
  const all = (): readonly Token[] => (tokens ??= tokensOf(read) ?? noTokens())
  return {
    text,
    tokens: all,
    indexAt: (byte = 0) => {
      const at = (unit ??= unitsOf(read))(byte)
      let [low, high] = [0, all().length]
      while (low < high) {
        const middle = (low + high) >> 1
        if (all()[middle]!.start < at) low = middle + 1
        else high = middle
      }
      return low
    },
  }
}

const noTokens = (): never => {
  throw new NoStep('has a character that is no part of SQL')
}

const isOpening = (text: string): boolean => text === '(' || text === '['
const isClosing = (text: string): boolean => text === ')' || text === ']'

/** Index of the parenthesis that closes the one at `open`. */
export const closing = ({ tokens }: Source, open: number): number => {
  const all = tokens()
  let depth = 0
  for (let at = open; at < all.length; at += 1) {
    const { text } = all[at]!
    if (isOpening(text)) depth += 1
    else if (isClosing(text)) {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return all.length
}

/** Index of the first token from `from` on that ends a clause: a comma or parenthesis outside of those it opens, or one that `isEnd`. */
export const clauseEnd = ({ tokens }: Source, from: number, isEnd: (index: number, token: Token) => boolean = () => false): number => {
  const all = tokens()
  let depth = 0
  for (let at = from; at < all.length; at += 1) {
    const token = all[at]!
    if (depth === 0 && (token.text === ',' || isClosing(token.text) || isEnd(at, token))) return at
    if (isOpening(token.text)) depth += 1
    else if (isClosing(token.text)) depth -= 1
  }
  return all.length
}

/** Index of the first token from `from` on that is one of these words, outside of parentheses. */
export const wordAt = (source: Source, from: number, ...words: string[]): number | undefined => {
  const all = source.tokens()
  const at = clauseEnd(source, from, (_, token) => token.kind === 'word' && words.includes(token.name))
  return at < all.length && all[at]!.kind === 'word' && words.includes(all[at]!.name) ? at : undefined
}

const isPublic = (tokens: readonly Token[], at: number): boolean =>
  tokens[at]?.name === 'public' &&
  (tokens[at].kind === 'word' || tokens[at].kind === 'quoted') &&
  tokens[at + 1]?.text === '.' &&
  tokens[at - 1]?.text !== '.'

/** `'public.users_id_seq'::regclass`: a name inside a string. */
const inString = (tokens: readonly Token[], at: number): string => {
  const { text, kind } = tokens[at]!
  return kind === 'string' && text.startsWith("'public.") && tokens[at + 1]?.text === '::' && tokens[at + 2]?.name.startsWith('reg')
    ? `'${text.slice("'public.".length)}`
    : cased(tokens[at]!)
}

/** Keywords the catalog prints in capitals. */
const shouted = new Set(
  `and or not is null in like ilike similar to between any some all array case when then else end distinct from select where group by having
order limit offset union intersect except exists cast collate at time zone current_date current_time current_timestamp localtime localtimestamp
current_user current_role session_user user coalesce nullif greatest least using with row as on join left right full inner outer cross lateral
asc desc nulls first last filter over partition minvalue maxvalue values returning`.split(/\s+/),
)

/** Words in the case the catalog has them. */
const cased = ({ kind, name, text }: Token): string => (kind !== 'word' ? text : shouted.has(name) ? name.toUpperCase() : name)

/** Tokens `from` to `to` as text on their own: without comments, and with one space where there was any; what is of `public` is named bare. */
export const phrase = (source: Source, from: number, to: number): string => {
  const all = source.tokens()
  let text = ''
  for (let at = from; at < to && at < all.length; at += 1) {
    const before = all[at - 1]
    const hasGap = at > from && before !== undefined && before.start + before.text.length < all[at]!.start
    if (hasGap) text += ' '
    if (isPublic(all, at)) at += 1
    else text += inString(all, at)
  }
  return text.trim()
}

/** What stands in the first parentheses from `from` on. */
export const enclosed = (source: Source, from: number): string => {
  const all = source.tokens()
  let open = from
  while (open < all.length && all[open]!.text !== '(') open += 1
  return phrase(source, open + 1, closing(source, open))
}
