import { keyOf } from '../../model/name.ts'
import { code, type SomeEdits } from './edit.ts'

const attribute = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : 'attribute')

const unmapping = (table: string, column: string) => ({
  text: `Take the attribute out of the mapped class of ${table}: SQLAlchemy names every mapped column in its SELECTs and INSERTs. Take it out of \`Table(…)\` metadata too, or \`alembic check\` will report it.`,
  code: code('python', `# ${attribute(column)}: Mapped[…] = mapped_column(…)   <- remove`),
})

/** SQLAlchemy's declarative mapping names every mapped column in each statement. */
export const alembicEdits: SomeEdits = {
  'ignore-column': ({ table, column }) => unmapping(keyOf(table), column),
  'stop-using-column': ({ table, column }) => unmapping(keyOf(table), column),
  'use-column': ({ table, column, instead }) =>
    instead === undefined
      ? {
          text: `Map the column in the class of ${keyOf(table)}.`,
          code: code('python', `${attribute(column)}: Mapped[…] = mapped_column(${JSON.stringify(column)})`),
        }
      : {
          text: `In the class of ${keyOf(table)}: map the new column and remove the old attribute, which would otherwise stand in every SELECT.`,
          code: code('python', `${attribute(column)}: Mapped[…] = mapped_column(${JSON.stringify(column)})   # was ${instead}`),
        },
  'always-write-column': ({ table, column }) => ({
    text: `In the class of ${keyOf(table)}; \`session.execute(insert(…))\` on a plain \`Table\` must give a value itself.`,
    code: code('python', `${attribute(column)}: Mapped[…] = mapped_column(${JSON.stringify(column)}, nullable=False, default=…)`),
  }),
  'accept-null': ({ table, column }) => ({
    text: `In the class of ${keyOf(table)}.`,
    code: code('python', `${attribute(column)}: Mapped[… | None] = mapped_column(${JSON.stringify(column)})`),
  }),
  'use-relation': ({ relation, instead }) => ({
    text: `In the class of ${keyOf(instead)}; \`ForeignKey("…")\` strings elsewhere name the table too.`,
    code: code('python', `__tablename__ = ${JSON.stringify(relation.name)}`),
  }),
  'accept-value': ({ type, value }) => ({
    text: `Add the member to the Python enum behind ${keyOf(type)}, one release before anything writes it: an unknown value raises LookupError when it is read.`,
    code: code('python', `${value.toUpperCase().replaceAll(/\W+/g, '_')} = ${JSON.stringify(value)}`),
  }),
}
