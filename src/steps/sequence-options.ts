import type { Sequence } from '../model/schema.ts'

type Width = Sequence['type']
const limits: Readonly<Record<Width, readonly [smallest: string, largest: string]>> = {
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
}

/** What the options say outright; `NO MINVALUE` and the like say nothing. */
const saidIn = (options: string) => {
  const number = (word: string): string | undefined => new RegExp(`(?<!NO\\s+)\\b${word}\\s+(-?\\d+)`, 'i').exec(options)?.[1]
  const cycle = /\b(NO\s+)?CYCLE\b/i.exec(options)
  return {
    start: number('START(?:\\s+WITH)?'),
    increment: number('INCREMENT(?:\\s+BY)?'),
    minimum: number('MINVALUE'),
    maximum: number('MAXVALUE'),
    cache: number('CACHE'),
    cycle: cycle === null ? undefined : cycle[1] === undefined,
  }
}

const settled = (type: Width, options: string, kept: string) => {
  const [is, was] = [saidIn(options), saidIn(kept)]
  const increment = is.increment ?? was.increment ?? '1'
  const isDescending = increment.startsWith('-')
  const [smallest, largest] = limits[type]
  const usual = { minimum: isDescending ? smallest : '1', maximum: isDescending ? '-1' : largest }
  const minimum = is.minimum ?? was.minimum ?? usual.minimum
  const maximum = is.maximum ?? was.maximum ?? usual.maximum
  return {
    usual,
    increment,
    minimum,
    maximum,
    start: is.start ?? was.start ?? (isDescending ? maximum : minimum),
    cache: is.cache ?? was.cache ?? '1',
    cycle: is.cycle ?? was.cycle ?? false,
  }
}

/**
 * All options of a sequence as the catalog is read, whatever was left to the server (manual, CREATE SEQUENCE).
 *
 * @param kept options of the sequence before, which ALTER SEQUENCE leaves where the new ones say nothing
 */
export const allOptions = (type: Width, options: string, kept = ''): string => {
  const { increment, minimum, maximum, start, cache, cycle } = settled(type, options, kept)
  return `AS ${type} START WITH ${start} INCREMENT BY ${increment} MINVALUE ${minimum} MAXVALUE ${maximum} CACHE ${cache} ${cycle ? 'CYCLE' : 'NO CYCLE'}`
}

/** Only what differs from the usual, as the options of an identity column are read; `kept` as above. */
export const unusualOptions = (type: Width, options: string, kept = ''): string => {
  const { usual, increment, minimum, maximum, start, cache, cycle } = settled(type, options, kept)
  return [
    ...(start === (increment.startsWith('-') ? maximum : minimum) ? [] : [`START WITH ${start}`]),
    ...(increment === '1' ? [] : [`INCREMENT BY ${increment}`]),
    ...(minimum === usual.minimum ? [] : [`MINVALUE ${minimum}`]),
    ...(maximum === usual.maximum ? [] : [`MAXVALUE ${maximum}`]),
    ...(cache === '1' ? [] : [`CACHE ${cache}`]),
    ...(cycle ? ['CYCLE'] : []),
  ].join(' ')
}

/**
 * A sequence of another width: limits that were those of its type become those of the new one, as ALTER SEQUENCE … AS does it
 * (manual, ALTER SEQUENCE); limits somebody chose stay.
 */
export const withWidth = (sequence: Sequence, type: Width): Sequence => ({
  ...sequence,
  type,
  options: unusualOptions(sequence.type, sequence.options),
})
