/** A sequence's numbers as text: bigint does not fit a JSON number. */
export interface SequenceNumbers {
  readonly type: 'smallint' | 'integer' | 'bigint'
  readonly start: string
  readonly increment: string
  readonly minimum: string
  readonly maximum: string
  readonly cache: string
  readonly cycle: boolean
}

/** Arguments of `json_build_object` for a row of `pg_sequence`. */
export const sequenceNumbers = (q: string): string =>
  `'type', format_type(${q}.seqtypid, NULL), 'start', ${q}.seqstart::text, 'increment', ${q}.seqincrement::text, 'minimum', ${q}.seqmin::text, 'maximum', ${q}.seqmax::text, 'cache', ${q}.seqcache::text, 'cycle', ${q}.seqcycle`

const largest = { smallint: '32767', integer: '2147483647', bigint: '9223372036854775807' }
const smallest = { smallint: '-32768', integer: '-2147483648', bigint: '-9223372036854775808' }

/** Every option, said outright, so that ALTER SEQUENCE with this text leads here from anywhere. */
export const allOptions = (numbers: SequenceNumbers): string => [`AS ${numbers.type}`, ...options(numbers).map(([text]) => text)].join(' ')

/** Only the options that differ from what CREATE SEQUENCE assumes for the type (manual, CREATE SEQUENCE). */
export const unusualOptions = (numbers: SequenceNumbers): readonly string[] =>
  options(numbers)
    .filter(([, isUsual]) => !isUsual)
    .map(([text]) => text)

function options({ type, start, increment, minimum, maximum, cache, cycle }: SequenceNumbers): [string, boolean][] {
  const isDescending = increment.startsWith('-')
  return [
    [`START WITH ${start}`, start === (isDescending ? maximum : minimum)],
    [`INCREMENT BY ${increment}`, increment === '1'],
    [`MINVALUE ${minimum}`, minimum === (isDescending ? smallest[type] : '1')],
    [`MAXVALUE ${maximum}`, maximum === (isDescending ? '-1' : largest[type])],
    [`CACHE ${cache}`, cache === '1'],
    [cycle ? 'CYCLE' : 'NO CYCLE', !cycle],
  ]
}
