import { keyOf, sibling, type Name } from '../model/name.ts'
import type { Column } from '../model/schema.ts'
import { chosenName } from './chosen-name.ts'

/** Does the column draw from a sequence of its own that the server would make and name so for `serial`, `bigserial` or `smallserial`? */
export const isSerial = (table: Name, { name, type, nullable, default: value, ownedSequence }: Column): boolean =>
  ownedSequence !== undefined &&
  !nullable &&
  (type.dimensions ?? 0) === 0 &&
  (type.kind === 'smallint' || type.kind === 'integer' || type.kind === 'bigint') &&
  keyOf(ownedSequence) === keyOf(sibling(table, chosenName(table.name, [name], 'seq'))) &&
  value?.sql.startsWith('nextval(') === true
