import { keyOf, sibling } from '../../../model/name.ts'
import { primaryKeyOf, type Constraint, type Table } from '../../../model/schema.ts'
import { codeLines, codeMessage } from '../../code-stub.ts'
import { hasOnly, type Idioms } from '../../idiom.ts'
import { laravelColumn } from '../column.ts'
import { isPlain, type LaravelContext } from '../context.ts'
import { php, phpCall, phpChain, phpString, phpStrings, phpText, type Php } from '../php.ts'
import { foreignCalls } from './constraint-idioms.ts'
import { indexCall } from './index-idioms.ts'
import { chosenName } from '../../../steps/chosen-name.ts'

export const tableIdioms: Idioms<LaravelContext> = {
  'create-table': ({ table }, context) => {
    const name = context.table(table.name)
    if (name === undefined || !hasOnly(table, ['name', 'columns', 'constraints', 'indexes', 'statistics'])) return undefined
    const serial = serialKey(table)
    const lines = [
      ...(serial === undefined ? [] : [[serial]]),
      ...table.columns.slice(serial === undefined ? 0 : 1).map(column => laravelColumn(column, context)),
      ...table.constraints.map(constraint => constraintCalls(constraint, table, serial !== undefined, context)),
      ...table.indexes.map(index => {
        const call = indexCall(index)
        return call && [call]
      }),
    ]
    if (lines.some(calls => calls === undefined)) return undefined
    const { schema } = context
    return {
      schema,
      table: name,
      unless: php(`${schema}hasTable(${name})`),
      lines: lines.flatMap(calls => (calls!.length === 0 ? [] : [`${phpChain(calls!)};`])),
    }
  },

  'drop-table': (step, { table, schema }) => {
    const name = table(step.table.name)
    return name && { schema, table: name, isRepeatable: true }
  },

  // `?>` ends the PHP code even in a comment.
  'run-code': step => ({
    lines: codeLines(step.up).map(line => php(line === '' ? '' : ` ${line.replaceAll('?>', '? >')}`)),
    message: phpText(codeMessage(step), 'WHY'),
    isRepeatable: true,
  }),
}

/** The builder's own serial key, where the first column is that, down to the names the server gives. */
const serialKey = (table: Table): Php | undefined => {
  const [column] = table.columns
  const key = primaryKeyOf(table)
  if (column === undefined || key === undefined || key.columns.length !== 1 || key.columns[0] !== column.name || !isPlain(column.name))
    return undefined
  const sequence = sibling(table.name, chosenName(table.name.name, [column.name], 'seq'))
  const isSerial =
    column.ownedSequence !== undefined && keyOf(column.ownedSequence) === keyOf(sequence) && column.default?.sql.startsWith('nextval(')
  if (!isSerial || sequence.name.length > 63 || !hasOnly(column, ['name', 'type', 'default', 'ownedSequence'])) return undefined
  if (column.type.kind === 'integer') return phpCall('increments', phpString(column.name))
  if (column.type.kind !== 'bigint') return undefined
  return column.name === 'id' ? phpCall('id') : phpCall('id', phpString(column.name))
}

/** No calls for what is said already. */
const constraintCalls = (constraint: Constraint, table: Table, isKeySaid: boolean, context: LaravelContext): readonly Php[] | undefined => {
  if (constraint.kind === 'primary-key') {
    const { name, columns } = constraint
    // The builder leaves the key to be named by the server.
    if (name !== `${table.name.name}_pkey` || !hasOnly(constraint, ['kind', 'name', 'columns']) || !columns.every(isPlain)) return undefined
    return isKeySaid ? [] : [phpCall('primary', phpStrings(columns))]
  }
  if (constraint.kind === 'foreign-key') return constraint.validated ? foreignCalls(constraint, context) : undefined
  if (constraint.kind !== 'unique' || !hasOnly(constraint, ['kind', 'name', 'columns'])) return undefined
  if (![constraint.name, ...constraint.columns].every(isPlain)) return undefined
  return [phpCall('unique', phpStrings(constraint.columns), phpString(constraint.name))]
}
