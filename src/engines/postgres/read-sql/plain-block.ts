import type { Token } from '../tokens.ts'

/** A PL/pgSQL block that does nothing but run statements, some only under a condition. */
export interface Block {
  readonly body: readonly Part[]
  /** Conditions it survives, after which nothing of it is done: `duplicate_object`. */
  readonly survives: readonly string[]
}
export type Part =
  | { readonly kind: 'sql'; readonly start: number; readonly end: number }
  | { readonly kind: 'choice'; readonly branches: readonly Branch[] }
  | { readonly kind: 'block'; readonly block: Block }

export interface Branch {
  /** Where its condition stands; absent for ELSE. */
  readonly condition?: { readonly start: number; readonly end: number }
  readonly body: readonly Part[]
}

/** Words that begin a statement of SQL that stands in a block as it would alone. */
const plainWords = new Set('create alter drop comment insert update delete grant revoke truncate refresh lock'.split(' '))

/**
 * The block, or undefined where it has variables, loops, or anything else whose outcome its text does not tell.
 *
 * @param end offset behind the text
 */
export const readBlock = (tokens: readonly Token[], end: number): Block | undefined => {
  let at = 0
  const word = (offset = 0): string | undefined => (tokens[at + offset]?.kind === 'word' ? tokens[at + offset]!.name : undefined)
  const take = (...words: string[]): boolean => {
    if (!words.every((each, offset) => word(offset) === each)) return false
    at += words.length
    return true
  }
  const semicolon = (): boolean => tokens[at]?.text === ';' && (at += 1) > 0
  const startOf = (index: number): number => tokens[index]?.start ?? end

  /** The place up to the next of these, outside of parentheses. */
  const until = (isEnd: (token: Token) => boolean): { readonly start: number; readonly end: number } => {
    const from = at
    let depth = 0
    while (at < tokens.length && !(depth === 0 && isEnd(tokens[at]!))) {
      depth += tokens[at]!.text === '(' ? 1 : tokens[at]!.text === ')' ? -1 : 0
      at += 1
    }
    const last = tokens[at - 1]
    return { start: startOf(from), end: last === undefined || at === from ? startOf(from) : last.start + last.text.length }
  }
  const isThen = ({ kind, name }: Token): boolean => kind === 'word' && name === 'then'

  const part = (): Part | 'nothing' | undefined => {
    if (word() === 'begin') {
      const inner = block()
      return inner !== undefined && semicolon() ? { kind: 'block', block: inner } : undefined
    }
    if (take('null')) return semicolon() ? 'nothing' : undefined
    if (word() === 'raise' && ['notice', 'info', 'debug', 'log', 'warning'].includes(word(1) ?? '')) {
      until(token => token.text === ';')
      return semicolon() ? 'nothing' : undefined
    }
    if (take('if')) return choice()
    if (!plainWords.has(word() ?? '')) return undefined
    const place = until(token => token.text === ';')
    return semicolon() ? { kind: 'sql', ...place } : undefined
  }

  const choice = (): Part | undefined => {
    const branches: Branch[] = []
    do {
      const condition = until(isThen)
      if (!take('then')) return undefined
      const body = parts()
      if (body === undefined) return undefined
      branches.push({ condition, body })
    } while (take('elsif') || take('elseif'))
    if (take('else')) {
      const body = parts()
      if (body === undefined) return undefined
      branches.push({ body })
    }
    return take('end', 'if') && semicolon() ? { kind: 'choice', branches } : undefined
  }

  const parts = (): readonly Part[] | undefined => {
    const all: Part[] = []
    while (at < tokens.length && !['end', 'exception', 'else', 'elsif', 'elseif'].includes(word() ?? '')) {
      const next = part()
      if (next === undefined) return undefined
      if (next !== 'nothing') all.push(next)
    }
    return all
  }

  /** WHEN … THEN that does nothing. */
  const handlers = (): readonly string[] | undefined => {
    const conditions: string[] = []
    while (take('when')) {
      do {
        const condition = word()
        if (condition === undefined) return undefined
        conditions.push(condition)
        at += 1
      } while (take('or'))
      if (!take('then')) return undefined
      while (word() !== 'when' && word() !== 'end') if (part() !== 'nothing') return undefined
    }
    return conditions
  }

  const block = (): Block | undefined => {
    if (!take('begin')) return undefined
    const body = parts()
    if (body === undefined) return undefined
    const survives = take('exception') ? handlers() : []
    return survives !== undefined && take('end') ? { body, survives } : undefined
  }

  const whole = block()
  semicolon()
  return at === tokens.length ? whole : undefined
}
