import type { Diagnostic, Span } from '../model/diagnostic.ts'
import { keyOf, sibling, type Name } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import { indexNames } from '../steps/taken.ts'
import { mistake } from './mistakes.ts'

/**
 * What a schema names twice. Tables, views, sequences and indexes share one namespace per schema (PostgreSQL: `pg_class`);
 * names that nobody chose can meet too, because long ones are cut.
 */
export const relationsNamedTwice = (model: Schema, span: Span | undefined): readonly Diagnostic[] => {
  const holders = new Map<string, string>()
  return relations(model).flatMap(([name, what]) => {
    const other = holders.get(keyOf(name))
    holders.set(keyOf(name), what)
    return other === undefined
      ? []
      : [mistake('relation-exists', `${keyOf(name)} would be the name of ${other} and of ${what}`, 'Give one of them another name.', span)]
  })
}

const relations = ({ tables, views, sequences }: Schema): readonly (readonly [Name, string])[] => [
  ...tables
    .values()
    .flatMap(table => [
      [table.name, 'a table'] as const,
      ...indexNames(table).map(index => [sibling(table.name, index), `an index of ${keyOf(table.name)}`] as const),
    ]),
  ...views
    .values()
    .flatMap(view => [
      [view.name, 'a view'] as const,
      ...(view.indexes ?? []).map(({ name }) => [sibling(view.name, name), `an index of ${keyOf(view.name)}`] as const),
    ]),
  ...sequences.values().map(({ name }) => [name, 'a sequence'] as const),
]
