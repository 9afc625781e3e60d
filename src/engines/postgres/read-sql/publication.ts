import type { AlterPublicationStmt, CreatePublicationStmt, Node } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import type { Publication } from '../../../model/schema.ts'
import type { Step } from '../../../steps/step.ts'
import { present } from '../introspect/catalog.ts'
import { withoutParentheses } from '../introspect/enclosed.ts'
import { quoteIdentifier } from '../quote.ts'
import { relationName, tableNamed, type Reading } from './names.ts'
import { outside } from './no-step.ts'
import { allOf, textsOf } from './nodes.ts'
import { known } from './opaque.ts'
import { enclosed, phrase, wordAt } from './source.ts'

interface Entry {
  readonly table: Name
  readonly to: Publication
}

/** FOR TABLE: each with its columns and its row filter. */
const entriesOf = (reading: Reading, name: string, objects: readonly Node[] | undefined): readonly Entry[] =>
  allOf(objects, 'PublicationObjSpec').flatMap(({ pubtable, location }) => {
    if (pubtable?.relation === undefined) return []
    const { source } = reading
    const where =
      pubtable.whereClause === undefined ? undefined : wordAt(source, source.indexAt(location ?? pubtable.relation.location), 'where')
    return [
      {
        table: relationName(reading, pubtable.relation),
        to: present<Publication>({
          name,
          columns: pubtable.columns === undefined ? undefined : textsOf(pubtable.columns),
          where: where === undefined ? undefined : withoutParentheses(enclosed(source, where)),
        }),
      },
    ]
  })

const publish = (reading: Reading, { table, to }: Entry): Step => ({
  kind: 'set-publication',
  table,
  publication: to.name,
  from: publishedIn(reading, table, to.name),
  to,
})

const publishedIn = (reading: Reading, table: Name, name: string): Publication | undefined =>
  tableNamed(reading, table)?.publications?.find(each => each.name === name)

const withdraw = (reading: Reading, table: Name, name: string): Step => ({
  kind: 'set-publication',
  table,
  publication: name,
  from: publishedIn(reading, table, name),
  to: undefined,
})

/** The publication itself is no object of the model, its tables are. */
export const createPublication = (reading: Reading, node: CreatePublicationStmt): readonly Step[] => {
  const { source } = reading
  const name = node.pubname ?? ''
  const entries = entriesOf(reading, name, node.pubobjects)
  if (entries.length === 0 || entries.length < (node.pubobjects ?? []).length) throw outside('makes a publication')
  const last = wordWith(source.tokens())
  const options = last === undefined ? '' : ` ${phrase(source, last, source.tokens().length)}`
  return [
    known(`CREATE PUBLICATION ${quoteIdentifier(name)}${options}`, 'makes a publication', { verb: 'other' }),
    ...entries.map(entry => publish(reading, entry)),
  ]
}

/** WITH (…) at the end, not that of a filter. */
const wordWith = (tokens: readonly { readonly kind: string; readonly name: string }[]): number | undefined => {
  const at = tokens.findLastIndex(token => token.kind === 'word' && token.name === 'with')
  return at < 0 ? undefined : at
}

export const alterPublication = (reading: Reading, node: AlterPublicationStmt): readonly Step[] => {
  const name = node.pubname ?? ''
  const entries = entriesOf(reading, name, node.pubobjects)
  if (entries.length === 0 || entries.length < (node.pubobjects ?? []).length) throw outside('changes a publication')
  if (node.action === 'AP_DropObjects') return entries.map(({ table }) => withdraw(reading, table, name))
  const kept = new Set(entries.map(({ table }) => keyOf(table)))
  const others = node.action === 'AP_SetObjects' ? publishedTables(reading, name).filter(table => !kept.has(keyOf(table))) : []
  return [...others.map(table => withdraw(reading, table, name)), ...entries.map(entry => publish(reading, entry))]
}

const publishedTables = ({ schema }: Reading, name: string): readonly Name[] =>
  schema.tables.values().flatMap(table => (table.publications?.some(each => each.name === name) ? [table.name] : []))

/** Its tables are withdrawn with it. */
export const dropPublication = (reading: Reading, name: string, missingOk: boolean): readonly Step[] => [
  ...publishedTables(reading, name).map(table => withdraw(reading, table, name)),
  known(`DROP PUBLICATION ${missingOk ? 'IF EXISTS ' : ''}${quoteIdentifier(name)}`, 'drops a publication', { verb: 'other' }),
]
