import type { Constraint, Deferrable, ForeignKey } from '../../../model/schema.ts'
import type { Idioms } from '../../idiom.ts'
import { finalName, ifThere, schemaOf, type AlembicContext } from '../context.ts'
import { keyword, more, pyString, pyStrings, python, sqlString, type Python } from '../python.ts'

const types = { 'primary-key': 'primary', unique: 'unique', check: 'check', 'foreign-key': 'foreignkey' } as const

export const constraintIdioms: Idioms<AlembicContext> = {
  'add-constraint': ({ table, constraint, usingIndex }) => {
    // op.create_primary_key takes no more than columns.
    const isSayable = usingIndex === undefined && !(constraint.kind === 'primary-key' && constraint.deferrable !== undefined)
    const said = isSayable ? wordsFor(constraint) : undefined
    if (said === undefined) return undefined
    const { method, columns, options } = said
    if (constraint.kind !== 'foreign-key') {
      return { method, name: finalName(constraint.name), arguments: more([pyString(table.name), columns, ...options, ...schemaOf(table)]) }
    }
    const { references, referencedColumns } = constraint
    const schemas = [...schemaOf(table, 'source_schema'), ...schemaOf(references, 'referent_schema')]
    return {
      method,
      name: finalName(constraint.name),
      arguments: more([pyString(table.name), pyString(references.name), columns, pyStrings(referencedColumns), ...options, ...schemas]),
    }
  },

  'drop-constraint': ({ table, constraint }, context) => {
    const options = ifThere(context, '1.16')
    if (options === undefined || !(constraint.kind in types)) return undefined
    const type = keyword('type_', pyString(types[constraint.kind as keyof typeof types]))
    return { name: finalName(constraint.name), table: pyString(table.name), options: more([type, ...schemaOf(table), ...options]) }
  },
}

interface Words {
  /** `op.create_<method>`, `sa.<name>`. */
  readonly method: string
  /** Its columns, or its condition. */
  readonly columns: Python
  readonly options: readonly Python[]
}

/** Alembic's words for a constraint, if they say all of it. */
export const wordsFor = (constraint: Constraint): Words | undefined => {
  switch (constraint.kind) {
    case 'primary-key':
    case 'unique':
      if (constraint.include !== undefined || constraint.with !== undefined || constraint.withoutOverlaps === true) return undefined
      if (constraint.kind === 'unique' && constraint.nullsNotDistinct === true) return undefined
      return {
        method: constraint.kind === 'unique' ? 'unique_constraint' : 'primary_key',
        columns: pyStrings(constraint.columns),
        options: constraint.deferrable === undefined ? [] : deferred(constraint.deferrable),
      }
    case 'check':
      if (constraint.noInherit === true || constraint.enforced === false) return undefined
      return { method: 'check_constraint', columns: sqlString(constraint.expression), options: unvalidated(constraint.validated) }
    case 'foreign-key':
      if (constraint.period === true || constraint.enforced === false || constraint.onDeleteColumns !== undefined) return undefined
      return {
        method: 'foreign_key',
        columns: pyStrings(constraint.columns),
        options: [...foreignKeyOptions(constraint), ...unvalidated(constraint.validated)],
      }
    default:
      return undefined
  }
}

const foreignKeyOptions = ({ onDelete, onUpdate, match, deferrable }: ForeignKey): readonly Python[] => [
  ...action('ondelete', onDelete),
  ...action('onupdate', onUpdate),
  ...(match === undefined ? [] : [keyword('match', pyString('FULL'))]),
  ...(deferrable === undefined ? [] : deferred(deferrable)),
]

const action = (key: string, value: ForeignKey['onDelete']): readonly Python[] =>
  value === undefined || value === 'no action' ? [] : [keyword(key, pyString(value.toUpperCase()))]

const unvalidated = (validated: boolean): readonly Python[] => (validated ? [] : [keyword('postgresql_not_valid', python('True'))])

const deferred = (deferrable: Deferrable): readonly Python[] => [
  keyword('deferrable', python('True')),
  ...(deferrable === 'deferrable' ? [] : [keyword('initially', pyString('DEFERRED'))]),
]
