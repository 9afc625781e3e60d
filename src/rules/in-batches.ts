import type { Remedy } from './remedy.ts'

/** How each framework changes rows some thousand at a time. */
export const inBatches: Pick<Remedy, 'sql' | 'rails' | 'laravel'> = {
  sql: ['UPDATE <table> SET … WHERE <still to do> AND id BETWEEN <from> AND <to>'],
  rails: ['<Model>.where(<still to do>).in_batches { |rows| rows.update_all(…) }'],
  laravel: ["DB::table('<table>')->where(<still to do>)->chunkById(1000, fn ($rows) => …);"],
}
