import { chooseName, type NamingConvention } from './naming.ts'
import type { ConstraintItem, ForeignKeyItem } from './items.ts'
import { qualifiedName, quoteIdentifier } from './names.ts'
import { enclosed } from './sql.ts'

export interface OfTable {
  readonly table: string
  readonly schema?: string | undefined
  readonly conventions: NamingConvention
}

const list = (names: readonly string[]): string => names.map(quoteIdentifier).join(', ')

const conventionOf = { 'foreign-key': 'fk', 'primary-key': 'pk', unique: 'uq', check: 'ck', exclude: 'ex' } as const

/** A constraint as CREATE TABLE and ADD have it. */
export const printConstraint = (item: ConstraintItem, of: OfTable): string => {
  const columns = item.kind === 'check' || item.kind === 'exclude' ? [] : item.columns
  const referred = item.kind === 'foreign-key' ? { referred: item.target } : {}
  const name = chooseName(item.name, conventionOf[item.kind], { ...of, columns, ...referred }, of.conventions)
  return `${name === undefined ? '' : `CONSTRAINT ${quoteIdentifier(name)} `}${bodyOf(item)}${deferral(item)}${item.notValid === true ? ' NOT VALID' : ''}`
}

const bodyOf = (item: ConstraintItem): string => {
  switch (item.kind) {
    case 'primary-key':
    case 'unique': {
      const nulls = item.nullsNotDistinct === undefined ? '' : `NULLS ${item.nullsNotDistinct ? 'NOT ' : ''}DISTINCT `
      const include = item.include.length === 0 ? '' : ` INCLUDE (${list(item.include)})`
      return `${item.kind === 'unique' ? `UNIQUE ${nulls}` : 'PRIMARY KEY '}(${list(item.columns)})${include}`
    }
    case 'check':
      return `CHECK (${item.condition.print(false)})`
    case 'exclude': {
      const elements = item.elements.map(({ sql, operator }) => {
        const operatorClass = sql.name === undefined ? undefined : item.operatorClasses.get(sql.name)
        return `${enclosed(sql, false)}${operatorClass === undefined ? '' : ` ${operatorClass}`} WITH ${operator}`
      })
      return `EXCLUDE USING ${item.using} (${elements.join(', ')})${item.where === undefined ? '' : ` WHERE (${item.where.print(false)})`}`
    }
    case 'foreign-key':
      return `FOREIGN KEY (${list(item.columns)}) ${referencesOf(item)}`
  }
}

/** `REFERENCES users (id) ON DELETE CASCADE` */
export const referencesOf = ({ target, match, onDelete, onUpdate }: ForeignKeyItem): string =>
  [
    `REFERENCES ${qualifiedName(target.table, target.schema)} (${list(target.columns)})`,
    ...(match === undefined ? [] : [`MATCH ${match}`]),
    ...(onDelete === undefined ? [] : [`ON DELETE ${onDelete}`]),
    ...(onUpdate === undefined ? [] : [`ON UPDATE ${onUpdate}`]),
  ].join(' ')

const deferral = ({ deferrable, initially }: ConstraintItem): string =>
  `${deferrable === undefined ? '' : deferrable ? ' DEFERRABLE' : ' NOT DEFERRABLE'}${initially === undefined ? '' : ` INITIALLY ${initially}`}`
