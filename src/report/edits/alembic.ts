import type { Column } from '../../model/schema.ts'
import type { TypeKind } from '../../model/column-type.ts'
import { keyOf, type Name } from '../../model/name.ts'
import { code, type EditContext, type PerEdit } from './edit.ts'
import { constantCase, snakeCase } from './words.ts'

const string = (text: string): string => JSON.stringify(text)
const attribute = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : snakeCase(name))

/** Python's type, and SQLAlchemy's (`sa` is sqlalchemy, `postgresql` its dialect). */
const types: Partial<Record<TypeKind, readonly [python: string, sqlalchemy: string]>> = {
  smallint: ['int', 'sa.SmallInteger()'],
  integer: ['int', 'sa.Integer()'],
  bigint: ['int', 'sa.BigInteger()'],
  numeric: ['Decimal', 'sa.Numeric()'],
  real: ['float', 'sa.REAL()'],
  double: ['float', 'sa.Double()'],
  boolean: ['bool', 'sa.Boolean()'],
  text: ['str', 'sa.Text()'],
  varchar: ['str', 'sa.String()'],
  char: ['str', 'sa.CHAR()'],
  uuid: ['UUID', 'sa.Uuid()'],
  json: ['dict', 'sa.JSON()'],
  jsonb: ['dict', 'postgresql.JSONB()'],
  bytea: ['bytes', 'sa.LargeBinary()'],
  date: ['date', 'sa.Date()'],
  time: ['time', 'sa.Time()'],
  timestamp: ['datetime', 'sa.DateTime()'],
  timestamptz: ['datetime', 'sa.DateTime(timezone=True)'],
  interval: ['timedelta', 'sa.Interval()'],
  enum: ['str', 'sa.Enum()'],
}

function typeOf({ type }: Column): readonly [python: string, sqlalchemy: string] | undefined {
  const known = types[type.kind]
  if (known === undefined || (type.dimensions ?? 0) > 0) return undefined
  const [python, sqlalchemy] = known
  if (type.kind === 'enum') return [python, `sa.Enum(name=${string(type.reference?.name ?? type.native)}, create_type=False)`]
  if (type.length !== undefined) return [python, sqlalchemy.replace('()', `(${type.length})`)]
  if (type.kind === 'numeric' && type.precision !== undefined)
    return [python, `sa.Numeric(${type.precision}${type.scale === undefined ? '' : `, ${type.scale}`})`]
  return known
}

/** `full_name: Mapped[str] = mapped_column("full_name", sa.Text())`; without a type where the plan does not hold it. */
function mapping(name: string, column: Column | undefined, nullable = column?.nullable ?? false): string {
  const [python, sqlalchemy] = (column === undefined ? undefined : typeOf(column)) ?? ['object', undefined]
  const type = nullable ? `${python} | None` : python
  const given = [string(name), ...(sqlalchemy === undefined ? [] : [sqlalchemy])]
  return `${attribute(name)}: Mapped[${type}] = mapped_column(${given.join(', ')})`
}

const unmapping = (table: Name, column: string, { columnOf }: EditContext) => ({
  text: `Take the attribute out of the mapped class of ${keyOf(table)}: SQLAlchemy names every mapped column in its SELECTs and INSERTs. \`sa.text()\` and Core statements name it themselves.`,
  code: code('diff', `-${mapping(column, columnOf(table, column))}`),
})

/** SQLAlchemy's declarative mapping names every mapped column in each statement. */
export const alembicEdits: PerEdit = {
  'ignore-column': ({ table, column }, context) => unmapping(table, column, context),
  'stop-using-column': ({ table, column }, context) => unmapping(table, column, context),
  'use-column': ({ table, column, instead }, { columnOf }) => {
    const mapped = mapping(column, columnOf(table, column))
    return instead === undefined
      ? { text: `In the class of ${keyOf(table)}:`, code: code('python', mapped) }
      : {
          text: `In the class of ${keyOf(table)}: map the new column and remove the attribute that mapped ${instead}, which would otherwise stand in every SELECT. The synonym serves callers that still say ${instead}.`,
          code: code('python', mapped, `${attribute(instead)} = synonym(${string(attribute(column))})`),
        }
  },
  'always-write-column': (edit, context) => writing(edit, context),
  'accept-null': ({ table, column }, { columnOf }) => ({
    text: `In the class of ${keyOf(table)}; whatever reads it must bear None.`,
    code: code('python', mapping(column, columnOf(table, column), true)),
  }),
  'use-relation': ({ relation, instead }) => ({
    text: `In the class of ${keyOf(instead)}; \`ForeignKey("…")\` strings and \`sa.text()\` elsewhere name the table too.`,
    code: code(
      'python',
      `__tablename__ = ${string(relation.name)}`,
      ...(relation.schema === undefined ? [] : [`__table_args__ = {"schema": ${string(relation.schema)}}`]),
    ),
  }),
  'stop-using-relation': ({ relation }) => ({
    text: `Delete the class of ${keyOf(relation)}, the \`relationship()\`s that lead to it, and \`sa.text()\` that names it. Until the stage has run, \`alembic check\` reports the table: see *Quiet tools*.`,
  }),
  'accept-value': ({ type, value }) => ({
    text: `Add the member to the Python enum behind ${keyOf(type)}, one release before anything writes it: an unknown value raises LookupError when it is read.`,
    code: code('python', `${constantCase(value)} = ${string(value)}`),
  }),
  'stop-using-value': ({ type, value }) => ({
    text: `Take ${string(value)} out of the Python enum behind ${keyOf(type)} once no row holds it: an unknown value raises LookupError when it is read. Task queues and \`sa.text()\` name it themselves.`,
  }),
  'keep-rule': ({ table, rule }) => ({
    text: `Every write to ${keyOf(table)} keeps the rule: ${rule}. \`@validates\` tells callers before the database does; \`session.execute(insert(…))\` goes around it.`,
  }),
}

const writing: PerEdit['always-write-column'] = ({ table, column, from }, { columnOf }: EditContext) =>
  from === undefined
    ? {
        text: `In the class of ${keyOf(table)}: no None. \`session.execute(insert(…))\` on a plain \`Table\` must give a value itself.`,
        code: code('python', mapping(column, columnOf(table, column), false)),
      }
    : {
        text: `In the class of ${keyOf(table)}: both columns in one statement. \`session.execute(insert(…))\` and bulk updates go around it and must write both themselves.`,
        code: code(
          'python',
          mapping(column, columnOf(table, column), true),
          '',
          `@validates(${string(attribute(from))})`,
          `def _write_${snakeCase(column)}(self, key, value):`,
          `    self.${attribute(column)} = value`,
          '    return value',
        ),
      }
