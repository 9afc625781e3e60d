import { keyOf } from '../../model/name.ts'
import { code, type SomeEdits } from './edit.ts'

const quoted = (name: string): string => `'${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const propertyLists = '`$fillable`, `$guarded`, `$casts`, `$hidden`, `$visible`, `$appends`'

const forgetting = (table: string, column: string) => ({
  text: `In the model of ${table}: take ${quoted(column)} out of ${propertyLists}, out of factories, resources and form requests. Eloquent writes only attributes that were set, so nothing else names it.`,
})

/** Eloquent keeps no column list: reads are `select *`, writes name the dirty attributes. */
export const laravelEdits: SomeEdits = {
  'ignore-column': ({ table, column }) => forgetting(keyOf(table), column),
  'stop-using-column': ({ table, column }) => forgetting(keyOf(table), column),
  'use-column': ({ table, column, instead }) =>
    instead === undefined
      ? {
          text: `In the model of ${keyOf(table)}: let ${quoted(column)} be filled, and cast it as its type asks.`,
          code: code('php', `protected $fillable = [/* … */ ${quoted(column)}];`),
        }
      : {
          text: `In the model of ${keyOf(table)}: replace ${quoted(instead)} by ${quoted(column)} in ${propertyLists}, in factories, resources and queries.`,
          code: code('php', `protected $fillable = [/* … */ ${quoted(column)}]; // was ${quoted(instead)}`),
        },
  'always-write-column': ({ table, column }) => ({
    text: `In the model of ${keyOf(table)}; \`DB::table()\`, \`insert()\` and \`upsert()\` go around it and must give a value themselves.`,
    code: code('php', `protected $attributes = [${quoted(column)} => /* the value */];`),
  }),
  'use-relation': ({ relation, instead }) => ({
    text: `In the model of ${keyOf(instead)}; \`DB::table()\`, \`exists:\` and \`unique:\` rules name the table themselves.`,
    code: code('php', `protected $table = ${quoted(keyOf(relation))};`),
  }),
  'accept-value': ({ type, value }) => ({
    text: `Add the case to the PHP enum behind ${keyOf(type)}, one release before anything writes it: an unknown value throws when it is cast.`,
    code: code(
      'php',
      `case ${value
        .replaceAll(/\W+/g, ' ')
        .trim()
        .split(' ')
        .map(word => word.charAt(0).toUpperCase() + word.slice(1))
        .join('')} = ${quoted(value)};`,
    ),
  }),
}
