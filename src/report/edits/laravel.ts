import type { Column } from '../../model/schema.ts'
import { keyOf } from '../../model/name.ts'
import type { TypeKind } from '../../model/column-type.ts'
import { code, type PerEdit } from './edit.ts'
import { camelCase, pascalCase } from './words.ts'

const quoted = (name: string): string => `'${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const property = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? `$model->${name}` : `$model->{${quoted(name)}}`)
const propertyLists = '`$fillable`, `$guarded`, `$casts`, `$hidden`, `$visible`, `$appends`'

/** What Eloquent must be told to give the column's own type; text and numbers need nothing. */
const casts: Partial<Record<TypeKind, string>> = {
  boolean: 'boolean',
  json: 'array',
  jsonb: 'array',
  date: 'date',
  timestamp: 'datetime',
  timestamptz: 'datetime',
}

const castOf = (column: Column | undefined): string | undefined => {
  if (column === undefined) return undefined
  const { kind, scale } = column.type
  return kind === 'numeric' && scale !== undefined ? `decimal:${scale}` : casts[kind]
}

const casting = (name: string, column: Column | undefined): readonly string[] => {
  const cast = castOf(column)
  return cast === undefined ? [] : [`protected $casts = [${quoted(name)} => ${quoted(cast)}];`]
}

const forgetting = (table: string, column: string) => ({
  text: `In the model of ${table}: take ${quoted(column)} out of ${propertyLists}, out of factories, resources, form requests and \`DB::table()\` queries. Eloquent writes only attributes that were set, so nothing else names it.`,
})

/** Eloquent keeps no column list: reads are `select *`, writes name the dirty attributes. */
export const laravelEdits: PerEdit = {
  'ignore-column': ({ table, column }) => forgetting(keyOf(table), column),
  'stop-using-column': ({ table, column }) => forgetting(keyOf(table), column),
  'use-column': ({ table, column, instead }, { columnOf }) => {
    const cast = casting(column, columnOf(table, column))
    if (instead === undefined)
      return {
        text: `In the model of ${keyOf(table)}: cast ${quoted(column)} as its type asks; \`DB::table()\` and raw SQL get the server's own value.`,
        code: code('php', ...(cast.length === 0 ? [`protected $fillable = [/* … */ ${quoted(column)}];`] : cast)),
      }
    return {
      text: `In the model of ${keyOf(table)}: ${quoted(column)} for ${quoted(instead)} in ${propertyLists}, in factories, resources, rules and queries; the accessor serves callers that still say ${instead}.`,
      code: code(
        'php',
        `protected $fillable = [/* … */ ${quoted(column)}];`,
        ...cast,
        '',
        `protected function ${camelCase(instead)}(): \\Illuminate\\Database\\Eloquent\\Casts\\Attribute`,
        '{',
        '    return \\Illuminate\\Database\\Eloquent\\Casts\\Attribute::make(',
        `        get: fn ($value, array $attributes) => $attributes[${quoted(column)}] ?? null,`,
        `        set: fn ($value) => [${quoted(column)} => $value],`,
        '    );',
        '}',
      ),
    }
  },
  'always-write-column': ({ table, column, from }) => ({
    text: `In the model of ${keyOf(table)}; \`DB::table()\`, \`insert()\` and \`upsert()\` go around it and must ${from === undefined ? 'give a value' : 'write both'} themselves.`,
    code: code(
      'php',
      'protected static function booted(): void',
      '{',
      '    static::saving(function (self $model): void {',
      from === undefined
        ? `        ${property(column)} ?? throw new \\LogicException(${quoted(`${column} needs a value`)});`
        : `        ${property(column)} = ${property(from)};`,
      '    });',
      '}',
    ),
  }),
  'accept-null': ({ table, column }) => ({
    text: `In the model of ${keyOf(table)}, its resources and views: ${quoted(column)} may be null. \`nullable\` for its form rule, \`?->\` and \`??\` where it is read.`,
    code: code('php', `$rules = [${quoted(column)} => ['nullable']];`),
  }),
  'use-relation': ({ relation, instead }) => ({
    text: `In the model of ${keyOf(instead)}; \`DB::table()\`, \`exists:\` and \`unique:\` rules name the table themselves.`,
    code: code('php', `protected $table = ${quoted(keyOf(relation))};`),
  }),
  'stop-using-relation': ({ relation }) => ({
    text: `Delete the model of ${keyOf(relation)}, the relations that lead to it (\`hasMany\`, \`belongsTo\`, pivot tables of \`belongsToMany\`), \`exists:\` and \`unique:\` rules, and \`DB::table()\` queries that name it.`,
  }),
  'accept-value': ({ type, value }) => ({
    text: `Add the case to the PHP enum behind ${keyOf(type)}, one release before anything writes it: an unknown value throws when it is cast.`,
    code: code('php', `case ${pascalCase(value)} = ${quoted(value)};`),
  }),
  'stop-using-value': ({ type, value }) => ({
    text: `Take the case of ${quoted(value)} out of the PHP enum behind ${keyOf(type)} once no row holds it: an unknown value throws when it is cast. Queued jobs and raw SQL name it themselves.`,
  }),
  'keep-rule': ({ table, rule }) => ({
    text: `Every write to ${keyOf(table)} keeps the rule: ${rule}. A form rule tells users before the database does; \`DB::table()\`, \`insert()\` and \`upsert()\` go around models.`,
  }),
}
