import type { Column } from '../../model/schema.ts'
import type { TypeKind } from '../../model/column-type.ts'
import { keyOf, type Name } from '../../model/name.ts'
import { code, type EditContext, type PerEdit } from './edit.ts'
import { camelCase, constantCase, pascalCase } from './words.ts'

const quoted = (name: string): string => JSON.stringify(name)

const types: Partial<Record<TypeKind, string>> = {
  smallint: 'Short',
  integer: 'Integer',
  bigint: 'Long',
  numeric: 'BigDecimal',
  real: 'Float',
  double: 'Double',
  boolean: 'Boolean',
  text: 'String',
  varchar: 'String',
  char: 'String',
  uuid: 'UUID',
  json: 'String',
  jsonb: 'String',
  bytea: 'byte[]',
  date: 'LocalDate',
  time: 'LocalTime',
  timestamp: 'LocalDateTime',
  timestamptz: 'OffsetDateTime',
  interval: 'Duration',
}

/** Annotations and field; the type is left as Object where the plan does not hold it. */
function mapping(name: string, column: Column | undefined, more: string = ''): readonly string[] {
  const type = column?.type
  const isArray = (type?.dimensions ?? 0) > 0
  const enumeration = type?.kind === 'enum' ? pascalCase(type.reference?.name ?? type.native) : undefined
  return [
    ...(enumeration === undefined ? [] : ['@Enumerated(EnumType.STRING)', '@JdbcTypeCode(SqlTypes.NAMED_ENUM)']),
    ...(type?.kind === 'json' || type?.kind === 'jsonb' ? ['@JdbcTypeCode(SqlTypes.JSON)'] : []),
    `@Column(name = ${quoted(name)}${more})`,
    `private ${enumeration ?? (type === undefined || isArray ? 'Object' : (types[type.kind] ?? 'Object'))} ${camelCase(name)};`,
  ]
}

const unmapping = (table: Name, column: string, { columnOf }: EditContext) => ({
  text: `Remove the field mapped to ${column} from the entity of ${keyOf(table)}: Hibernate names every mapped column in its SELECTs and INSERTs. \`ddl-auto: validate\` accepts a column no entity maps. jOOQ: generate again.`,
  code: code('diff', ...mapping(column, columnOf(table, column)).map(line => `-${line}`)),
})

/** JPA as Hibernate does it: every mapped column stands in each SELECT and INSERT (without @DynamicInsert). */
export const javaEdits: PerEdit = {
  'ignore-column': ({ table, column }, context) => unmapping(table, column, context),
  'stop-using-column': ({ table, column }, context) => unmapping(table, column, context),
  'use-column': ({ table, column, instead }, { columnOf }) => ({
    text:
      instead === undefined
        ? `In the entity of ${keyOf(table)}:`
        : `In the entity of ${keyOf(table)}, for the field that was mapped to ${instead}; native queries name the column themselves. jOOQ: generate again.`,
    code: code('java', ...mapping(column, columnOf(table, column))),
  }),
  'always-write-column': ({ table, column, from }, { columnOf }) =>
    from === undefined
      ? {
          text: `In the entity of ${keyOf(table)}; native queries and batch inserts must give a value themselves.`,
          code: code('java', ...mapping(column, columnOf(table, column), ', nullable = false')),
        }
      : {
          text: `In the entity of ${keyOf(table)}: both columns in one statement; native queries and bulk updates must write both themselves.`,
          code: code(
            'java',
            ...mapping(column, columnOf(table, column)),
            '',
            '@PrePersist',
            '@PreUpdate',
            `void write${pascalCase(column)}() {`,
            `    ${camelCase(column)} = ${camelCase(from)};`,
            '}',
          ),
        },
  'accept-null': ({ table, column }, { columnOf }) => ({
    text: `In the entity of ${keyOf(table)}: a wrapper type (Integer, not int), no \`nullable = false\`, no \`@NotNull\`.`,
    code: code('java', ...mapping(column, columnOf(table, column))),
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
  'stop-using-relation': ({ relation }) => ({
    text: `Delete the entity of ${keyOf(relation)}, the associations that lead to it (\`@OneToMany\`, \`@ManyToOne\`, \`@JoinTable\`), its repository, and native queries that name it. jOOQ: generate again.`,
  }),
  'accept-value': ({ type, value }) => ({
    text: `Add the constant to the Java enum behind ${keyOf(type)}, one release before anything writes it: an unknown value throws when it is read.`,
    code: code('java', `${constantCase(value)},`),
  }),
  'stop-using-value': ({ type, value }) => ({
    text: `Take ${quoted(value)} out of the Java enum behind ${keyOf(type)} once no row holds it: an unknown value throws when it is read. Native queries and messages under way name it themselves.`,
  }),
  'keep-rule': ({ table, rule }) => ({
    text: `Every write to ${keyOf(table)} keeps the rule: ${rule}. Bean Validation tells callers before the database does; native queries and batch inserts go around it.`,
  }),
}
