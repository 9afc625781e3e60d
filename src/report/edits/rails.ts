import { keyOf } from '../../model/name.ts'
import { code, type PerEdit } from './edit.ts'
import { snakeCase } from './words.ts'

const string = (text: string): string => JSON.stringify(text).replaceAll('#', '\\#')
const symbol = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? `:${name}` : `:${string(name)}`)
const words = (name: string): string => (/^[\w$]+$/.test(name) ? `%w[${name}]` : `[${string(name)}]`)
const isMethod = (name: string): boolean => /^[a-z_]\w*$/.test(name)

const ignoring = (table: string, column: string) => ({
  text: `In the model of ${table}, one release before the stage runs: Active Record caches the column list and names every column in its INSERTs. Take ${column} out of \`permit\`, serializers, scopes, factories and raw SQL too.`,
  code: code('ruby', `self.ignored_columns += ${words(column)}`),
})

/** Active Record (`ignored_columns`, `alias_attribute`: APIs of ActiveRecord and ActiveModel). */
export const railsEdits: PerEdit = {
  'ignore-column': ({ table, column }) => ignoring(keyOf(table), column),
  'stop-using-column': ({ table, column }) => ignoring(keyOf(table), column),
  'use-column': ({ table, column, instead }) =>
    instead === undefined
      ? {
          text: `In the model of ${keyOf(table)} nothing has to be declared: Active Record reads the type of ${column} from the database. Look at what casts, compares or serializes it, and restart after the stage, or every process keeps the old type.`,
        }
      : {
          text: `In the model of ${keyOf(table)}: let Active Record forget ${instead}, which it would otherwise name in every INSERT, and let callers that still say ${instead} have ${column}. Raw SQL, \`pluck\`, \`where\` with strings and fixtures name the column themselves.`,
          code: code('ruby', `self.ignored_columns += ${words(instead)}`, `alias_attribute ${symbol(instead)}, ${symbol(column)}`),
        },
  'always-write-column': ({ table, column, from }) =>
    from === undefined
      ? {
          text: `In the model of ${keyOf(table)}; \`insert_all\`, \`update_column\` and raw SQL go around it and must give a value themselves.`,
          code: code('ruby', `validates ${symbol(column)}, exclusion: { in: [nil] }`),
        }
      : {
          text: `In the model of ${keyOf(table)}: both columns in one statement. \`insert_all\`, \`update_all\`, \`update_column\` and raw SQL go around it and must write both themselves.`,
          code: code('ruby', `before_save { self[${symbol(column)}] = self[${symbol(from)}] }`),
        },
  'accept-null': ({ table, column }) => ({
    text: `In the model of ${keyOf(table)}: take \`presence: true\` off ${column}, and let whatever reads it bear nil: \`&.\`, or one reader that says what nil means.`,
    ...(isMethod(column) ? { code: code('ruby', `def ${column}_or(default)`, `  ${column}.nil? ? default : ${column}`, 'end') } : {}),
  }),
  'use-relation': ({ relation, instead }) => ({
    text: `In the model of ${keyOf(instead)}; raw SQL, \`joins("…")\` and fixtures name the table themselves.`,
    code: code('ruby', `self.table_name = ${string(keyOf(relation))}`),
  }),
  'stop-using-relation': ({ relation }) => ({
    text: `Delete the model of ${keyOf(relation)}, the associations that lead to it (\`has_many\`, \`belongs_to\`, \`dependent:\` options), fixtures, and raw SQL that names it.`,
  }),
  'accept-value': ({ type, value }) => ({
    text: `Beside the values that are there, in the \`enum\` of the model whose column is of type ${keyOf(type)}, one release before anything writes it: an unknown value is read as nil.`,
    code: code('ruby', `enum ${symbol(snakeCase(type.name))}, { ${snakeCase(value)}: ${string(value)} }`),
  }),
  'stop-using-value': ({ type, value }) => ({
    text: `Take ${string(value)} out of the \`enum\` of the model whose column is of type ${keyOf(type)}; its scope, its \`${snakeCase(value)}?\` and \`${snakeCase(value)}!\` go with it. Raw SQL and jobs that wait in a queue name it themselves.`,
  }),
  'keep-rule': ({ table, rule }) => ({
    text: `Every write to ${keyOf(table)} keeps the rule: ${rule}. A validation in the model tells users before the database does; \`insert_all\`, \`update_column\` and raw SQL go around it.`,
  }),
}
