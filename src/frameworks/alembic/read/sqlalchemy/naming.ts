import { createHash } from 'node:crypto'
import { longestName } from '../../../../model/name.ts'
import { finalName, isThing, isUnknown, Opaque, type Value } from '../python/values.ts'

/** A name as it was said: none, one that a naming convention may still be applied to, or one that is final (`op.f`). */
export type NameSaid = { readonly text?: string; readonly isFinal: boolean }

/** `MetaData(naming_convention={…})`: `ix`, `uq`, `ck`, `fk`, `pk`. */
export type NamingConvention = Readonly<Record<string, string>>

/** What SQLAlchemy has where nothing is said. */
const defaults: NamingConvention = { ix: 'ix_%(column_0_label)s' }

export const nameSaid = (value: Value | undefined): NameSaid => {
  if (value === undefined || value === null) return { isFinal: false }
  if (typeof value === 'string') return { text: value, isFinal: false }
  if (isThing(value, finalName)) return { text: String(value.data), isFinal: true }
  throw new Opaque(isUnknown(value) ? value.reason : 'has a name that is not followed')
}

export interface Named {
  readonly table: string
  readonly schema?: string | undefined
  readonly columns: readonly string[]
  readonly unique?: boolean
  readonly referred?: { readonly table: string; readonly columns: readonly string[] }
}

/**
 * The name that a constraint or index gets; none where it is left to the server.
 *
 * @param kind of the convention: `ix`, `uq`, `ck`, `fk`, `pk`
 */
export const chooseName = (said: NameSaid, kind: string, of: Named, conventions: NamingConvention = {}): string | undefined => {
  const convention = { ...defaults, ...conventions }[kind]
  if (said.isFinal) return said.text === undefined ? undefined : fitted(said.text)
  const isConventional = convention !== undefined && (said.text === undefined || convention.includes('%(constraint_name)s'))
  if (!isConventional) return said.text
  // A check without a name cannot be given one by a convention that is made of it.
  if (said.text === undefined && convention.includes('%(constraint_name)s')) return undefined
  const tokens = new Map([...convention.matchAll(/%\((\w+)\)s/g)].map(([, token]) => [token!, tokenOf(token!, said, of)]))
  if ([...tokens.values()].includes(undefined)) throw new Opaque(`has a name that the project's own functions make (${convention})`)
  return fitted(convention.replace(/%\((\w+)\)s/g, (_, token: string) => tokens.get(token)!))
}

/** Nothing for a token that the project defines by a function of its own. */
const tokenOf = (token: string, said: NameSaid, { table, schema, columns, referred, unique }: Named): string | undefined => {
  if (token === 'table_name') return table
  if (token === 'constraint_name') return said.text ?? ''
  if (token === 'referred_table_name') return referred?.table ?? ''
  // What projects call so is always the same.
  if (/^(?:all_)?column_names$/.test(token)) return columns.join('_')
  if (token === 'unique_index') return unique === true ? 'uq_' : ''
  const found = /^(referred_)?column_(\d+)(_?N)?_?(name|label|key)$/.exec(token)
  if (found === null) return undefined
  const [, isReferred, position, all, what] = found
  const [names, of] =
    isReferred === undefined
      ? [columns, schema === undefined ? table : `${schema}_${table}`]
      : [referred?.columns ?? [], referred?.table ?? '']
  const each = names.map(name => (what === 'label' ? `${of}_${name}` : name))
  return all === undefined ? (each[Number(position)] ?? '') : each.slice(Number(position)).join(all === '_N' ? '_' : '')
}

/** SQLAlchemy cuts a name that it made, or that is said to be final, and keeps it apart from its likes by a hash. */
const fitted = (name: string): string =>
  name.length <= longestName ? name : `${name.slice(0, longestName - 8)}_${createHash('md5').update(name).digest('hex').slice(-4)}`
