import type { Unit } from '../../plan/plan.ts'
import type { Step, StepKind } from '../../steps/step.ts'

/** What `schema.rb` cannot hold, in the words of its reader; measured by loading what Rails dumps. */
const unheld: { readonly [K in StepKind]?: string } = {
  'create-sync-trigger': 'trigger',
  'create-fill-trigger': 'trigger',
  'create-trigger': 'trigger',
  'create-routine': 'function',
  'create-view': 'view',
  'create-sequence': 'sequence',
  'create-domain': 'domain',
  'create-policy': 'policy',
  'set-row-security': 'row-level security',
  'create-statistics': 'extended statistics',
  'attach-partition': 'partition',
}

const wordsOf = (step: Step): readonly string[] => {
  const columns = step.kind === 'create-table' ? step.table.columns : step.kind === 'add-column' ? [step.column] : []
  const makesIdentity = step.kind === 'set-identity' ? step.to !== undefined : columns.some(({ identity }) => identity !== undefined)
  const isPartition = step.kind === 'create-table' && (step.table.partitioning ?? step.table.partitionOf) !== undefined
  return [unheld[step.kind], isPartition ? 'partition' : undefined, makesIdentity ? 'identity' : undefined].filter(
    word => word !== undefined,
  )
}

/** The header with what becomes of the unit in a database that Rails builds from `schema.rb`: `db:schema:load`, every test database. */
export const withSchemaFileNote = (header: readonly string[], { up }: Unit): readonly string[] => {
  const words = [...new Set(up.statements.flatMap(({ step }) => wordsOf(step)))]
  if (words.length === 0) return header
  const note = `Not in schema.rb: ${words.join(', ')}. Databases loaded from it go without; set config.active_record.schema_format = :sql.`
  // Four lines are enough for any header.
  return header.length < 4 ? [...header, note] : [...header.slice(0, 3), `${header[3]!} Not in schema.rb: ${words.join(', ')}.`]
}
