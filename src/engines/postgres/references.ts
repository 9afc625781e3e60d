import type { Name } from '../../model/name.ts'
import { unitsOf } from '../../model/utf8-offsets.ts'
import { type Token, tokensOf } from './tokens.ts'

export interface Reference {
  readonly name: string
  /** The identifier's place in the text. */
  readonly token: Token
  /** Certainly the table's column: not another relation's, not an output column of a sub-select. */
  readonly isOwn: boolean
  /** An output column of a SELECT that has no name of its own: the server keeps the old name when the column is renamed. */
  readonly isUnnamedOutput: boolean
}

type Node = Readonly<Record<string, unknown>>
/** What a sub-select's FROM brings into scope, alias → is it the table itself (or may be)? */
interface Scope {
  readonly relations: ReadonlyMap<string, 'own' | 'other'>
  readonly outputs: ReadonlySet<string>
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null
const nodeAt = (node: unknown, ...path: string[]): Node | undefined => {
  const found = path.reduce<unknown>((at, key) => (isNode(at) ? at[key] : undefined), node)
  return isNode(found) ? found : undefined
}
const listAt = (node: Node, key: string): readonly Node[] => (Array.isArray(node[key]) ? (node[key] as Node[]) : [])
const textOf = (field: unknown): string | undefined => nodeAt(field, 'String')?.sval as string | undefined

/**
 * Column references of parsed SQL, in order of appearance.
 *
 * @param sql the parsed text; @param tree the parser's result
 * @param table relation the columns belong to; without it every base relation of a statement counts,
 *   and in an expression (`isExpression`) only what lies outside sub-selects
 */
export function referencesIn(sql: string, tree: unknown, table: Name | undefined, isExpression: boolean): Reference[] {
  const tokens = tokensOf(sql) ?? []
  const indexAt = new Map(tokens.map((token, index) => [token.start, index]))
  const offsetOf = unitsOf(sql)
  const found: Reference[] = []

  const isTable = (relation: Node): boolean =>
    table !== undefined
      ? relation.relname === table.name &&
        (relation.schemaname === undefined || (relation.schemaname ?? 'public') === (table.schema ?? 'public'))
      : !isExpression
  const tokenAt = (location: unknown, skip = 0): Token | undefined => {
    const index = indexAt.get(offsetOf((location as number | undefined) ?? 0))
    return index === undefined ? undefined : tokens[index + skip]
  }
  const add = (name: string, token: Token | undefined, isOwn = true, isUnnamedOutput = false) => {
    if (token?.name === name) found.push({ name, token, isOwn, isUnnamedOutput })
  }

  const scopeOf = (from: readonly Node[], names: ReadonlySet<string>): Scope => {
    const relations = new Map<string, 'own' | 'other'>()
    const outputs = new Set<string>()
    const enter = (item: Node): void => {
      const relation = nodeAt(item, 'RangeVar')
      const join = nodeAt(item, 'JoinExpr')
      if (relation !== undefined) {
        const isOwn = isTable(relation) && !(relation.schemaname === undefined && names.has(String(relation.relname)))
        relations.set(String(nodeAt(relation, 'alias')?.aliasname ?? relation.relname), isOwn ? 'own' : 'other')
      } else if (join !== undefined) {
        for (const side of [join.larg, join.rarg]) if (isNode(side)) enter(side)
      } else {
        const derived = Object.values(item)[0] as Node
        relations.set(String(nodeAt(derived, 'alias')?.aliasname ?? ''), 'other')
        for (const target of listAt(nodeAt(derived, 'subquery', 'SelectStmt') ?? {}, 'targetList')) outputs.add(outputName(target))
      }
    }
    from.forEach(enter)
    return { relations, outputs }
  }

  const column = (reference: Node, scopes: readonly Scope[], isOutput: boolean): void => {
    const fields = listAt(reference, 'fields').map(textOf)
    const name = fields.at(-1)
    if (name === undefined) return
    const qualifier = fields.at(-2)
    const home = qualifier === undefined ? scopes[0] : scopes.find(scope => scope.relations.has(qualifier))
    const isOwn =
      home === undefined
        ? qualifier === undefined || table === undefined || ['new', 'old', 'excluded', table.name].includes(qualifier)
        : qualifier !== undefined
          ? home.relations.get(qualifier) === 'own'
          : !home.outputs.has(name) && [...home.relations.values()].includes('own')
    add(name, tokenAt(reference.location, (fields.length - 1) * 2), isOwn, isOutput)
  }

  const visit = (node: unknown, scopes: readonly Scope[], names: ReadonlySet<string>): void => {
    if (Array.isArray(node)) return node.forEach(item => visit(item, scopes, names))
    if (!isNode(node)) return
    for (const [key, value] of Object.entries(node)) {
      if (!isNode(value)) continue
      if (key === 'ColumnRef') column(value, scopes, false)
      else if (key === 'SelectStmt' || key === 'larg' || key === 'rarg') visitSelect(value, scopes, names, key === 'SelectStmt')
      else if (key === 'UpdateStmt' || key === 'InsertStmt' || key === 'DeleteStmt') visitWrite(value, scopes, names)
      else if (key === 'CreateTrigStmt') visitTrigger(value, scopes, names)
      else if (key === 'CreateStatsStmt') visitStatistics(value, scopes, names)
      else if (key === 'Constraint') visitConstraint(value, scopes, names)
      else visit(value, scopes, names)
    }
  }

  const visitSelect = (select: Node, scopes: readonly Scope[], outer: ReadonlySet<string>, isStatement: boolean): void => {
    if (!isStatement && select.op === undefined) return visit(select, scopes, outer)
    const tables = nodeAt(select, 'withClause')
    const names = new Set([
      ...outer,
      ...(tables === undefined ? [] : listAt(tables, 'ctes').map(cte => String(nodeAt(cte, 'CommonTableExpr')?.ctename))),
    ])
    const from = listAt(select, 'fromClause')
    const inner = from.length === 0 ? scopes : [scopeOf(from, names), ...scopes]
    for (const target of listAt(select, 'targetList')) {
      const result = nodeAt(target, 'ResTarget')
      const reference = nodeAt(result, 'val', 'ColumnRef')
      if (reference !== undefined) column(reference, inner, from.length > 0 && result?.name === undefined)
      else visit(result?.val, inner, names)
    }
    for (const [key, value] of Object.entries(select)) {
      if (key === 'larg' || key === 'rarg') visitSelect(value as Node, scopes, names, true)
      else if (key !== 'targetList') visit(value, inner, names)
    }
  }

  const visitWrite = (write: Node, scopes: readonly Scope[], names: ReadonlySet<string>): void => {
    const relation = nodeAt(write, 'relation')
    const inner = relation === undefined ? scopes : [scopeOf([{ RangeVar: relation }, ...listAt(write, 'fromClause')], names), ...scopes]
    for (const [key, value] of Object.entries(write)) {
      if (key === 'targetList' || key === 'cols') {
        for (const target of value as Node[]) {
          const result = nodeAt(target, 'ResTarget')
          add(String(result?.name), tokenAt(result?.location), relation !== undefined && isTable(relation))
          visit(result?.val, inner, names)
        }
      } else visit(value, inner, names)
    }
  }

  /** Names the tree gives without a place: those of the list that follows a keyword. */
  const addListed = (names: readonly (string | undefined)[], from: number): void => {
    let index = from
    for (const name of names) {
      const at =
        name === undefined
          ? -1
          : tokens.findIndex((token, i) => i >= index && token.name === name && (token.kind === 'word' || token.kind === 'quoted'))
      if (at === -1) continue
      add(String(name), tokens[at])
      index = at + 1
    }
  }
  const after = (...words: string[]): number =>
    tokens.findIndex((_, i) => words.every((word, offset) => tokens[i + offset]?.kind === 'word' && tokens[i + offset]?.name === word)) +
    words.length

  const visitTrigger = (trigger: Node, scopes: readonly Scope[], names: ReadonlySet<string>): void => {
    addListed(listAt(trigger, 'columns').map(textOf), after('update', 'of'))
    visit(trigger.whenClause, scopes, names)
  }

  const visitStatistics = (statistics: Node, scopes: readonly Scope[], names: ReadonlySet<string>): void => {
    addListed(
      listAt(statistics, 'exprs').map(element => nodeAt(element, 'StatsElem')?.name as string | undefined),
      after('on'),
    )
    visit(statistics.exprs, scopes, names)
  }

  const visitConstraint = (constraint: Node, scopes: readonly Scope[], names: ReadonlySet<string>): void => {
    const elements = listAt(constraint, 'exclusions').map(pair => listAt(nodeAt(pair, 'List') ?? {}, 'items')[0] as Node)
    addListed(
      elements.map(element => nodeAt(element, 'IndexElem')?.name as string | undefined),
      tokens.findIndex(token => token.text === '('),
    )
    visit(constraint, scopes, names)
  }

  visit(tree, [], new Set())
  return found
    .filter((one, i) => found.findIndex(other => other.token.start === one.token.start) === i)
    .sort((a, b) => a.token.start - b.token.start)
}

const outputName = (target: Node): string => {
  const result = nodeAt(target, 'ResTarget')
  const fields = listAt(nodeAt(result, 'val', 'ColumnRef') ?? {}, 'fields')
  return String(result?.name ?? textOf(fields.at(-1)) ?? '')
}
