import { keyOf } from '../../model/name.ts'
import { code, type SomeEdits } from './edit.ts'

const quoted = (name: string): string => JSON.stringify(name)

const unmapping = (table: string, column: string) => ({
  text: `Remove the field mapped to ${column} from the entity of ${table}: Hibernate names every mapped column in its SELECTs and INSERTs. \`ddl-auto: validate\` accepts a column no entity maps. jOOQ: generate again.`,
})

/** JPA as Hibernate does it: every mapped column stands in each SELECT and INSERT (without @DynamicInsert). */
export const javaEdits: SomeEdits = {
  'ignore-column': ({ table, column }) => unmapping(keyOf(table), column),
  'stop-using-column': ({ table, column }) => unmapping(keyOf(table), column),
  'use-column': ({ table, column, instead }) => ({
    text:
      instead === undefined
        ? `In the entity of ${keyOf(table)}:`
        : `In the entity of ${keyOf(table)}, on the field that was mapped to ${instead}; native queries name the column themselves:`,
    code: code('java', `@Column(name = ${quoted(column)})`),
  }),
  'always-write-column': ({ table, column }) => ({
    text: `In the entity of ${keyOf(table)}; native queries and batch inserts must give a value themselves.`,
    code: code('java', `@Column(name = ${quoted(column)}, nullable = false)`),
  }),
  'accept-null': ({ table, column }) => ({
    text: `In the entity of ${keyOf(table)}: a wrapper type (Integer, not int) and no \`nullable = false\`.`,
    code: code('java', `@Column(name = ${quoted(column)})`),
  }),
  'use-relation': ({ relation, instead }) => ({
    text: `On the entity of ${keyOf(instead)}; native queries and @JoinTable name the table themselves.`,
    code: code(
      'java',
      relation.schema === undefined
        ? `@Table(name = ${quoted(relation.name)})`
        : `@Table(schema = ${quoted(relation.schema)}, name = ${quoted(relation.name)})`,
    ),
  }),
  'accept-value': ({ type, value }) => ({
    text: `Add the constant to the Java enum behind ${keyOf(type)}, one release before anything writes it: an unknown value throws when it is read.`,
    code: code('java', `${value.toUpperCase().replaceAll(/\W+/g, '_')},`),
  }),
}
