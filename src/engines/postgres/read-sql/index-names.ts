import type { Index } from '../../../model/schema.ts'
import { loadedParser } from '../expressions.ts'
import { asKind } from './nodes.ts'
import { figuredName } from './figured-name.ts'

const nameOfExpression = (sql: string): string => {
  const [statement] = loadedParser().parseSync(`SELECT ${sql}`).stmts ?? []
  const target = asKind(statement?.stmt, 'SelectStmt')?.targetList?.[0]
  return figuredName(asKind(target, 'ResTarget')?.val) ?? 'expr'
}

/** Names of an index' columns, the second of one name with a number (`ChooseIndexColumnNames`). */
export const numbered = (names: readonly string[]): readonly string[] => {
  const taken: string[] = []
  for (const name of names) {
    let free = name
    for (let count = 1; taken.includes(free); count += 1) free = `${name}${count}`
    taken.push(free)
  }
  return taken
}

/** What an index that got no name is named after. */
export const indexColumnNames = ({ parts, include = [] }: Index): readonly string[] =>
  numbered([...parts.map(({ column, expression }) => column ?? nameOfExpression(expression ?? '')), ...include])
