import { keyOf } from '../../model/name.ts'
import { code, type SomeEdits } from './edit.ts'

const symbol = (name: string): string => (/^[a-z_]\w*$/.test(name) ? `:${name}` : `:${JSON.stringify(name)}`)
const words = (name: string): string => (/^[\w$]+$/.test(name) ? `%w[${name}]` : `[${JSON.stringify(name)}]`)

const ignoring = (table: string, column: string) => ({
  text: `In the model of ${table}, one release before the stage runs: Active Record caches the column list and names every column in its INSERTs.`,
  code: code('ruby', `self.ignored_columns += ${words(column)}`),
})

/** Active Record (`ignored_columns`: API of ActiveRecord::ModelSchema). */
export const railsEdits: SomeEdits = {
  'ignore-column': ({ table, column }) => ignoring(keyOf(table), column),
  'stop-using-column': ({ table, column }) => ignoring(keyOf(table), column),
  'use-column': ({ table, column, instead }) =>
    instead === undefined
      ? { text: `Use \`${column}\` of the model of ${keyOf(table)}; nothing has to be declared.` }
      : {
          text: `In the model of ${keyOf(table)}: use \`${column}\`, and let Active Record forget \`${instead}\`, which it would otherwise name in every INSERT.`,
          code: code('ruby', `self.ignored_columns += ${words(instead)}`),
        },
  'always-write-column': ({ table, column }) => ({
    text: `In the model of ${keyOf(table)}; \`insert_all\`, \`update_column\` and raw SQL go around it and must give a value themselves.`,
    code: code('ruby', `validates ${symbol(column)}, exclusion: { in: [nil] }`),
  }),
  'use-relation': ({ relation, instead }) => ({
    text: `In the model of ${keyOf(instead)}; raw SQL, \`joins("…")\` and fixtures name the table themselves.`,
    code: code('ruby', `self.table_name = ${JSON.stringify(keyOf(relation))}`),
  }),
  'accept-value': ({ type, value }) => ({
    text: `Add the value to the \`enum\` of the model whose column is a ${keyOf(type)}, one release before anything writes it.`,
    code: code('ruby', `${symbol(value).slice(1)}: ${JSON.stringify(value)}, # beside the values that are there`),
  }),
}
