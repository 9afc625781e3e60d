import { Entries } from '../model/entries.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { keyOf } from '../model/name.ts'
import { emptySchema, type Extension, type Routine, type Schema, type Sequence, type View } from '../model/schema.ts'
import { buildTable, keyColumns } from './build-table.ts'
import { callSite } from './call-site.ts'
import { checkTable } from './check-table.ts'
import { withRoutine } from '../steps/routine-records.ts'
import { checkLength, namesOfTable } from './long-names.ts'
import { alreadyThere } from './mistakes.ts'
import { nameFrom, type DomainDefinition, type EnumDefinition, type ObjectDefinition } from './object.ts'
import { said } from './parts.ts'
import { relationsNamedTwice } from './relation-names.ts'
import type { Scope } from './scope.ts'
import type { TableDraft } from './table.ts'

/**
 * A schema as it is written down. The type parameters let a chain of changes follow each name: the tables' `Scope`, and pairs such as
 * `['order_status', 'new' | 'paid']` and `['view', 'active_users']`.
 */
export interface SchemaDefinition<Tables, Enums, Objects> {
  readonly schema: Schema
  /** What is wrong with the definition itself; a change of it is not planned while there is anything. */
  readonly diagnostics: readonly Diagnostic[]
  readonly typed?: { readonly tables: Tables; readonly enums: Enums; readonly objects: Objects }
}

/** Everything besides tables. */
export interface SchemaObjects {
  readonly enums?: readonly EnumDefinition<string, string>[]
  readonly domains?: readonly Pick<DomainDefinition<string, unknown>, 'key' | 'domain'>[]
  readonly views?: readonly ObjectDefinition<'view', string, View>[]
  readonly sequences?: readonly ObjectDefinition<'sequence', string, Sequence>[]
  readonly routines?: readonly ObjectDefinition<'routine', string, Routine>[]
  readonly extensions?: readonly ObjectDefinition<'extension', string, Extension>[]
  /** What the model has no shape for, so that it is not silently left out. */
  readonly others?: Schema['others']
}

type ItemOf<Objects, List extends keyof SchemaObjects> = Objects extends { readonly [L in List]: readonly (infer Item)[] } ? Item : never
type EnumPair<Item> = Item extends EnumDefinition<infer Name, infer Label> ? [Name, Label] : never
type ObjectPair<Item, Kind extends string> = Item extends { readonly key: infer Name } ? [Kind, Name] : never

export type EnumPairs<Objects> = EnumPair<ItemOf<Objects, 'enums'>>
export type ObjectPairs<Objects> =
  | ObjectPair<ItemOf<Objects, 'domains'>, 'domain'>
  | ObjectPair<ItemOf<Objects, 'views'>, 'view'>
  | ObjectPair<ItemOf<Objects, 'sequences'>, 'sequence'>
  | ObjectPair<ItemOf<Objects, 'routines'>, 'routine'>
  | ObjectPair<ItemOf<Objects, 'extensions'>, 'extension'>

/**
 * The schema as it is: tables by name (`users`, or `'billing.invoices'` outside the search path), then everything else.
 * Mistakes come back as `diagnostics`, never as exceptions.
 */
export const schema = <Tables extends Readonly<Record<string, TableDraft>>, const Objects extends SchemaObjects = {}>(
  tables: Tables,
  objects?: Objects,
): SchemaDefinition<Scope<Tables, never, never>, EnumPairs<Objects>, ObjectPairs<Objects>> => {
  const site = callSite()
  const { enums = [], domains = [], views = [], sequences = [], routines = [], extensions = [], others }: SchemaObjects = objects ?? {}
  const definitions = new Map(Object.entries(tables).map(([key, definition]) => [keyOf(nameFrom(key)), definition]))
  const built = Object.entries(tables).map(([key, definition]) =>
    buildTable(nameFrom(key), definition, other => {
      const found = definitions.get(keyOf(nameFrom(other)))
      return found && keyColumns(found)
    }),
  )
  const owned = built.flatMap(b => b.sequences).filter(s => !sequences.some(({ value }) => keyOf(value.name) === keyOf(s.name)))
  const model: Schema = {
    ...emptySchema,
    tables: keyed(built.map(b => b.value)),
    views: keyed(views.map(v => v.value)),
    enums: keyed(enums.map(e => e.enum)),
    domains: keyed(domains.map(d => d.domain)),
    sequences: keyed([...sequences.map(s => s.value), ...owned]),
    routines: routines.reduce((done, { value }) => withRoutine(done, value), emptySchema).routines,
    extensions: Entries.from(extensions.map(({ value }) => [value.name, value])),
    ...said({ others }),
  }
  return {
    schema: model,
    diagnostics: [
      ...built.flatMap(b => b.diagnostics),
      ...Object.values(tables).flatMap((definition, i) => [
        ...checkTable(built[i]!.value, model, definition.site),
        ...checkLength(namesOfTable(built[i]!.value), definition.site),
      ]),
      ...repeated(
        [...enums, ...domains, ...views, ...sequences, ...extensions].map(
          ({ key, ...rest }) => `${'kind' in rest ? String(rest.kind) : 'type'} ${key}`,
        ),
      ).map(name => alreadyThere(name.split(' ')[0]!, 'The schema', name.split(' ')[1]!, site())),
      ...relationsNamedTwice(model, site()),
    ],
  }
}

const keyed = <T extends { readonly name: Parameters<typeof keyOf>[0] }>(objects: readonly T[]): Entries<T> =>
  Entries.from(objects.map(object => [keyOf(object.name), object]))

const repeated = (names: readonly string[]): readonly string[] => {
  const seen = new Set<string>()
  return names.filter(name => seen.size === seen.add(name).size)
}
