import { keyOf } from '../model/name.ts'
import type { Table } from '../model/schema.ts'
import type { DataFact, Engine } from '../steps/engine.ts'

/**
 * No row of the table satisfies `where`; reads it, so it is checked before a blocking lock is taken.
 * @param columns what `where` names; once one is gone the file has run before
 */
export const noRowLacks = (table: Table, where: string, lacking: string, engine: Engine, columns: readonly string[] = []): DataFact => {
  const from = `FROM ${engine.quoteName(table.name)} WHERE ${where}`
  return {
    condition: `NOT EXISTS (SELECT ${from})`,
    otherwise: `%s rows of ${keyOf(table.name)} ${lacking}`,
    count: `SELECT count(*) ${from}`,
    reads: [table.name],
    scans: true,
    needs: columns.map(column => ({ table: table.name, column })),
  }
}
