import { keyOf } from '../model/name.ts'
import type { Change, ChangeKind, ChangeOf } from './change.ts'

type Alternatives = { readonly [K in ChangeKind]?: (change: ChangeOf<K>) => string | undefined }

/**
 * What would do almost as well for much less, where that is honest to say. A change that is not here has no cheaper
 * way that keeps its promise: a unique constraint cannot be had in the application, an index not at all.
 */
const alternatives: Alternatives = {
  'drop-column': ({ column: { name, nullable, default: default_ } }) =>
    nullable || default_ !== undefined
      ? `don't: leave ${name} where it is and let the ORM ignore it; an unused column costs next to nothing`
      : undefined,
  'drop-table': ({ table: { name } }) => `don't yet: nobody waits for an unused table; ${keyOf(name)} costs the disk it takes`,
  'move-table': ({ from, to }) => `don't: leave ${keyOf(from)} where it is and put its schema beside ${to ?? 'public'} on the search_path`,
  'rename-view': ({ from, to }) => `don't: create ${to} beside ${keyOf(from.name)}; a view costs nothing`,
  'make-required': ({ column: { name } }) =>
    `a check (${name} IS NOT NULL) NOT VALID alone: it binds every new row and reads no old one; drop it where old rows may stay as they are`,
  'add-constraint': ({ constraint }) =>
    constraint.kind === 'foreign-key' || constraint.kind === 'check'
      ? `leave ${constraint.name} NOT VALID: it binds every new row, and no old one is read; only the planner and old rows go without`
      : undefined,
  'add-column': ({ column: { name, nullable }, backfill }) =>
    backfill !== undefined && !nullable
      ? `leave ${name} optional and work out the value of old rows when reading: one file, no copy of the table`
      : undefined,
  'change-type': ({ from, to }) => {
    const drawn = from.identity !== undefined || from.ownedSequence !== undefined
    if (from.type.kind === 'integer' && to.kind === 'bigint' && drawn)
      return `to buy time: let the sequence of ${from.name} run through the negative half (MINVALUE -2147483648 RESTART -2147483648): as many values again, no copy, no gate; code must bear negative ones`
    if (to.kind === 'enum' && from.type.kind !== 'enum')
      return `don't: keep ${from.name} ${from.type.native} under a check of its values, NOT VALID first: no copy, and a value comes or goes without a new type`
    const isText = from.type.kind === 'text' || from.type.kind === 'varchar'
    if (isText && to.kind === 'varchar' && to.length !== undefined && (from.type.length ?? Infinity) > to.length)
      return `don't: a check (char_length(${from.name}) <= ${to.length}) NOT VALID, then validated: no copy, no swap`
    return isText && (to.kind === 'json' || to.kind === 'jsonb')
      ? `don't: keep ${from.name} ${from.type.native}, parse it when reading, and refuse what does not parse when writing`
      : undefined
  },
  'rebuild-enum': ({ enum: { name, values }, to }) => {
    const gone = values.filter(value => !to.includes(value))
    return gone.length === 0
      ? undefined
      : `don't: leave ${gone.map(value => `"${value}"`).join(', ')} in ${keyOf(name)} and keep new rows from it by a check, NOT VALID: no copy, no swap`
  },
  'rename-enum-value': ({ from, to }) => `don't: let the application show "${from}" as "${to}"; no gate, no DDL`,
  'set-collation': ({ column: { name }, to }) =>
    to === undefined ? undefined : `don't: write ${name} COLLATE "${to}" in the queries that need it, and in an index for them`,
}

/** The honest cheaper way to what a change is for, lower case, no full stop; undefined where there is none. */
export const alternativeTo = (change: Change): string | undefined =>
  // The compiler cannot see that a change and its kind's entry belong together.
  (alternatives[change.kind] as ((change: Change) => string | undefined) | undefined)?.(change)
