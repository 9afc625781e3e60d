import type { ReadStatement } from '../../../steps/engine.ts'
import { splitStatements } from '../sql/split-statements.ts'

/** Reads SQL text into steps. Await `loadExpressions` first. */
export const readSql = (text: string): readonly ReadStatement[] =>
  splitStatements(text).map(sql => ({
    start: text.indexOf(sql),
    end: text.indexOf(sql) + sql.length,
    steps: () => [{ kind: 'execute-sql', up: sql, reason: 'not read yet', transactional: true, touches: [] }],
  }))
