import { CallNode, ClassNode, ConstantWriteNode, DefNode, ModuleNode, StringNode, SymbolNode, type Node } from '@ruby/prism/src/nodes.js'
import type { Name } from '../../../model/name.ts'
import { tableize } from './inflect.ts'
import { pathOf } from './literals.ts'
import { statementsOf } from './migration-class.ts'
import { nameFrom } from './naming.ts'
import type { Stage } from './stage.ts'

/** A model class of which it is known what its calls send. */
export interface Model {
  readonly table: Name
  /** Columns whose values the class translates (`enum`, `serialize`): what is stored is not what is written. */
  readonly translated: ReadonlySet<string>
}

/** What a class body may say that leaves its rows, and how they are found, as they are. */
const plain =
  /^(validates?(_\w+)?|belongs_to|has_many|has_one|has_and_belongs_to_many|(before|after|around)_\w+|scope|delegate|attr_(reader|writer|accessor)|accepts_nested_attributes_for|private|protected|public|(table_name|primary_key|inheritance_column|record_timestamps)=|set_table_name|reset_column_information)$/
/** What translates the values of the columns it names. */
const translating = /^(enum|serialize|attribute|store|store_accessor|encrypts|normalizes)$/

/** Every name in a call's arguments, at any depth. */
const namesIn = (node: Node): readonly string[] =>
  node instanceof SymbolNode || node instanceof StringNode ? [node.unescaped.value] : node.compactChildNodes().flatMap(namesIn)

const isSelf = ({ receiver }: CallNode): boolean => receiver === null || receiver.constructor.name === 'SelfNode'

/** Columns whose values the class translates; nothing where its body says more than is known. */
const translatedIn = (statements: readonly Node[]): ReadonlySet<string> | undefined => {
  const translated = new Set<string>()
  for (const each of statements) {
    const isHarmless =
      each instanceof ConstantWriteNode ||
      each instanceof ClassNode ||
      each instanceof ModuleNode ||
      (each instanceof DefNode && each.receiver === null)
    if (isHarmless) continue
    if (!(each instanceof CallNode) || !isSelf(each)) return undefined
    if (translating.test(each.name)) for (const name of namesIn(each)) translated.add(name)
    else if (!plain.test(each.name)) return undefined
  }
  return translated
}

/**
 * The model of that name, where the migration's own class holds it and says all there is to know: of a class of the
 * application's nobody knows which scope, type or callback a gem or an initializer has given it.
 */
export const modelOf = (path: string, { migration, session, isTrial }: Stage): Model | undefined => {
  const declared = migration.models.get(path)
  if (isTrial || declared === undefined || !declared.isInside || declared.node.superclass === null) return undefined
  if (pathOf(declared.node.superclass) !== 'ActiveRecord::Base') return undefined
  const statements = statementsOf(declared.node.body)
  const translated = translatedIn(statements)
  // A name that is computed is nobody's guess.
  const isNamed = statements.some(each => each instanceof CallNode && /^(table_name=|set_table_name)$/.test(each.name))
  if (translated === undefined || (isNamed && declared.table === undefined)) return undefined
  const table = nameFrom(declared.table ?? session.prefixed(tableize(path)))
  return session.has(table) ? { table, translated } : undefined
}
