import type { Meanings } from '../class-version.ts'
import type { Hash } from '../value.ts'

/** Options of the two columns that `timestamps` makes. */
export const timestampOptions = (options: Hash, meanings: Meanings): Hash => {
  const isSaid = options.get('null') !== undefined && options.get('null') !== null
  const required = isSaid ? options : options.with('null', meanings.timestampsMayBeNull)
  return required.has('precision') ? required : required.with('precision', meanings.timestampsHaveNoPrecision ? null : 6)
}
