import type { Token } from '../tokens.ts'

/** A PL/pgSQL block as far as its text tells what it does to a schema and to locks. */
export interface Block {
  readonly body: readonly Part[]
  readonly handlers: readonly Handler[]
}

/** Conditions it survives, and what it does then; what its body did is taken back. */
export interface Handler {
  /** `duplicate_object`, `others`. */
  readonly conditions: readonly string[]
  readonly body: readonly Part[]
}

export interface Place {
  readonly start: number
  readonly end: number
}

export type Part =
  | ({ readonly kind: 'sql' } & Place)
  /** A query or an expression whose answer goes into a variable, or nowhere; its text as SQL has it. */
  | { readonly kind: 'look'; readonly sql: string }
  /** The same, into a variable. */
  | { readonly kind: 'assign'; readonly name: string; readonly sql: string }
  /** EXECUTE: the expression that gives its text. */
  | { readonly kind: 'execute'; readonly text: string }
  | { readonly kind: 'choice'; readonly branches: readonly Branch[] }
  | { readonly kind: 'block'; readonly block: Block }
  | { readonly kind: 'loop'; readonly look?: string; readonly isEndless: boolean; readonly body: readonly Part[] }
  | { readonly kind: 'commit' }
  | { readonly kind: 'end'; readonly how: 'return' | 'raise' | 'exit' | 'continue' }

export interface Branch {
  /** Where its condition stands; absent for ELSE. */
  readonly condition?: Place
  readonly body: readonly Part[]
}

/** Words that begin a statement of SQL that stands in a block as it would alone. */
const plainWords = new Set('create alter drop comment insert update delete grant revoke truncate refresh lock set reset do'.split(' '))
/** Where the statements of a body end. */
const ends = new Set(['end', 'exception', 'else', 'elsif', 'elseif', 'when'])
const quiet = new Set(['notice', 'info', 'debug', 'log', 'warning'])

/**
 * The block, or undefined where it has anything whose outcome its text does not tell.
 *
 * @param tokens of `text`
 */
export const readBlock = (text: string, tokens: readonly Token[]): Block | undefined => {
  let at = 0
  const word = (offset = 0): string | undefined => (tokens[at + offset]?.kind === 'word' ? tokens[at + offset]!.name : undefined)
  const sign = (offset = 0): string | undefined => tokens[at + offset]?.text
  const take = (...words: string[]): boolean => {
    if (!words.every((each, offset) => word(offset) === each)) return false
    at += words.length
    return true
  }
  const takeSign = (wanted: string): boolean => sign() === wanted && (at += 1) > 0
  const semicolon = (): boolean => takeSign(';')
  const startOf = (index: number): number => tokens[index]?.start ?? text.length
  const endOf = (index: number): number => {
    const token = tokens[index]
    return token === undefined ? 0 : token.start + token.text.length
  }

  /** The place up to the next of these, outside of parentheses. */
  const until = (isEnd: (token: Token) => boolean): Place => {
    const from = at
    let depth = 0
    while (at < tokens.length && !(depth === 0 && isEnd(tokens[at]!))) {
      depth += sign() === '(' ? 1 : sign() === ')' ? -1 : 0
      at += 1
    }
    return { start: startOf(from), end: at === from ? startOf(from) : endOf(at - 1) }
  }
  const textOf = ({ start, end }: Place): string => text.slice(start, end)
  const isWord =
    (...names: readonly string[]) =>
    ({ kind, name }: Token): boolean =>
      kind === 'word' && names.includes(name)
  const isSemicolon = (token: Token): boolean => token.text === ';'

  const label = (): void => {
    if (sign() === '<<' && sign(2) === '>>') at += 3
  }

  const part = (): Part | 'nothing' | undefined => {
    label()
    switch (word() ?? '') {
      case 'begin':
      case 'declare': {
        const inner = block()
        return inner !== undefined && semicolon() ? { kind: 'block', block: inner } : undefined
      }
      case 'null':
        at += 1
        return semicolon() ? 'nothing' : undefined
      case 'raise': {
        const isQuiet = quiet.has(word(1) ?? '')
        until(isSemicolon)
        return semicolon() ? (isQuiet ? 'nothing' : { kind: 'end', how: 'raise' }) : undefined
      }
      case 'return':
        until(isSemicolon)
        return semicolon() ? { kind: 'end', how: 'return' } : undefined
      case 'exit':
      case 'continue':
        return leave()
      case 'if':
        at += 1
        return choice()
      case 'loop':
      case 'while':
      case 'for':
        return loop()
      case 'commit':
        at += 1
        return semicolon() ? { kind: 'commit' } : undefined
      case 'get':
        until(isSemicolon)
        return semicolon() ? 'nothing' : undefined
      case 'perform': {
        at += 1
        const place = until(isSemicolon)
        return semicolon() ? { kind: 'look', sql: `SELECT ${textOf(place)}` } : undefined
      }
      case 'select':
        return selectInto()
      case 'execute':
        return execute()
    }
    if (plainWords.has(word() ?? '')) {
      const place = until(isSemicolon)
      return semicolon() ? { kind: 'sql', ...place } : undefined
    }
    return assignment()
  }

  const assignment = (): Part | undefined => {
    const target = until(({ text: sign }) => sign === ':=' || sign === ';')
    if (target.end === target.start || !takeSign(':=')) return undefined
    const value = until(isSemicolon)
    return semicolon() ? { kind: 'assign', name: textOf(target).trim().toLowerCase(), sql: `SELECT ${textOf(value)}` } : undefined
  }

  /** `SELECT id INTO STRICT key FROM …`: the query without its variables. */
  const selectInto = (): Part | undefined => {
    const before = until(token => isWord('into')(token) || isSemicolon(token))
    if (!take('into')) return undefined
    take('strict')
    until(token => isWord('from')(token) || isSemicolon(token))
    const after = until(isSemicolon)
    return semicolon() ? { kind: 'look', sql: `${textOf(before)} ${textOf(after)}` } : undefined
  }

  /** What it writes into a variable is known only when it runs. */
  const execute = (): Part | undefined => {
    at += 1
    const place = until(token => isSemicolon(token) || isWord('into', 'using')(token))
    return semicolon() ? { kind: 'execute', text: textOf(place) } : undefined
  }

  /** `EXIT WHEN NOT FOUND`. */
  const leave = (): Part | undefined => {
    const body: readonly Part[] = [{ kind: 'end', how: word() === 'exit' ? 'exit' : 'continue' }]
    until(token => isWord('when')(token) || isSemicolon(token))
    if (!take('when')) return semicolon() ? body[0] : undefined
    const condition = until(isSemicolon)
    return semicolon() ? { kind: 'choice', branches: [{ condition, body }] } : undefined
  }

  const loop = (): Part | undefined => {
    const isEndless = word() === 'loop'
    const isFor = take('for')
    if (!isFor) take('while')
    const head = textOf(until(isWord('loop')))
    if (!take('loop')) return undefined
    const query = /^\s*\S+\s+in\s+(\(?\s*select\b[^]*)$/i.exec(head)?.[1]
    const body = parts()
    if (body === undefined || !take('end', 'loop')) return undefined
    until(isSemicolon)
    const look = isEndless ? undefined : isFor ? query : `SELECT ${head}`
    return semicolon() ? { kind: 'loop', isEndless, body, ...(look === undefined ? {} : { look }) } : undefined
  }

  const choice = (): Part | undefined => {
    const branches: Branch[] = []
    do {
      const condition = until(isWord('then'))
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
    while (at < tokens.length && !ends.has(word() ?? '')) {
      const next = part()
      if (next === undefined) return undefined
      if (next !== 'nothing') all.push(next)
    }
    return all
  }

  const handlers = (): readonly Handler[] | undefined => {
    const all: Handler[] = []
    while (take('when')) {
      const conditions: string[] = []
      do {
        const condition = word()
        if (condition === undefined) return undefined
        conditions.push(condition)
        at += 1
      } while (take('or'))
      const body = take('then') ? parts() : undefined
      if (body === undefined) return undefined
      all.push({ conditions, body })
    }
    return all
  }

  /** `DECLARE tried int := 0;`: what the first values are asked of. */
  const declarations = (): readonly Part[] | undefined => {
    const all: Part[] = []
    while (at < tokens.length && word() !== 'begin') {
      const name = tokens[at]!.name
      const declared = until(token => isSemicolon(token) || token.text === ':=' || isWord('default')(token))
      if (declared.start === declared.end) return undefined
      if (takeSign(':=') || take('default')) all.push({ kind: 'assign', name, sql: `SELECT ${textOf(until(isSemicolon))}` })
      if (!semicolon()) return undefined
    }
    return all
  }

  const block = (): Block | undefined => {
    label()
    const first = take('declare') ? declarations() : []
    if (first === undefined || !take('begin')) return undefined
    const body = parts()
    if (body === undefined) return undefined
    const caught = take('exception') ? handlers() : []
    return caught !== undefined && take('end') ? { body: [...first, ...body], handlers: caught } : undefined
  }

  while (sign() === '#') at += 3 // #variable_conflict use_column
  const whole = block()
  semicolon()
  return at === tokens.length ? whole : undefined
}
