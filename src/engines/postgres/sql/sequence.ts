import { keyOf, sibling } from '../../../model/name.ts'
import { tableIn, type Schema, type Sequence } from '../../../model/schema.ts'
import type { SqlStatement } from '../../../steps/engine.ts'
import { unusualOptions } from '../../../steps/sequence-options.ts'
import { quoteIdentifier, quoteLiteral, quoteName } from '../quote.ts'
import { exists, isRenamed, regclass } from './catalog.ts'
import { commentOn, grantsOn, ownerOf } from './grant.ts'
import type { Printers } from './print.ts'

type Kind = 'create-sequence' | 'drop-sequence' | 'alter-sequence' | 'advance-sequence'

const optionsOf = ({ options, type }: Sequence): string => `AS ${type} ${options.replace(/^\s*AS\s+\w+/i, '').trim()}`.trim()

const ownedBy = ({ name, ownedBy: owner }: Sequence): SqlStatement => ({
  sql: `ALTER SEQUENCE ${quoteName(name)} OWNED BY ${owner === undefined ? 'NONE' : `${quoteName(owner.table)}.${quoteIdentifier(owner.column)}`}`,
})

/** ALTER leaves what it does not name: an unusual clause that was there and is no longer stated goes back to its default. */
const optionsAfter = (from: Sequence, to: Sequence): string => {
  const defaults = { INCREMENT: 'INCREMENT BY 1', MINVALUE: 'NO MINVALUE', MAXVALUE: 'NO MAXVALUE', CACHE: 'CACHE 1', CYCLE: 'NO CYCLE' }
  const says = (text: string, word: string): boolean => new RegExp(`\\b${word}\\b`, 'i').test(text)
  const unsaid = Object.entries(defaults)
    .filter(([word]) => says(unusualOptions(from.type, from.options), word) && !says(to.options, word))
    .map(([, clause]) => clause)
  return [optionsOf(to), ...unsaid].join(' ')
}

/** An owned sequence has the owner of its table (OWNED BY is refused otherwise). */
const ownerIn = (schema: Schema, { owner, ownedBy: column }: Sequence): string | undefined =>
  (column === undefined ? undefined : tableIn(schema, column.table)?.owner) ?? owner

const attributes = (sequence: Sequence, owner: string | undefined): readonly SqlStatement[] => {
  const name = quoteName(sequence.name)
  return [
    ...commentOn(`SEQUENCE ${name}`, sequence.comment, quoteLiteral),
    ...grantsOn({ target: `SEQUENCE ${name}` }, sequence.grants, owner),
  ]
}

export const sequenceSql: Printers<Kind> = {
  'create-sequence': ({ sequence }, before) => [
    {
      sql: `CREATE SEQUENCE IF NOT EXISTS ${quoteName(sequence.name)} ${optionsOf(sequence)}`,
      assertAfter: {
        condition: exists('pg_sequence', `seqrelid = ${regclass(sequence.name)}`, `seqtypid = '${sequence.type}'::regtype`),
        otherwise: `${keyOf(sequence.name)} was there already and is no ${sequence.type} sequence. Rename or drop it, then retry.`,
      },
    },
    ...ownerOf('SEQUENCE', quoteName(sequence.name), ownerIn(before, sequence)),
    ...(sequence.ownedBy === undefined ? [] : [ownedBy(sequence)]),
    ...attributes(sequence, ownerIn(before, sequence)),
  ],
  'drop-sequence': ({ sequence }) => [{ sql: `DROP SEQUENCE IF EXISTS ${quoteName(sequence.name)}` }],

  'alter-sequence': ({ from, to }, before) => [
    ...(keyOf(from.name) === keyOf(to.name)
      ? []
      : [
          {
            sql: `ALTER SEQUENCE ${quoteName(from.name)} RENAME TO ${quoteIdentifier(to.name.name)}`,
            doneWhen: isRenamed('to_regclass', from.name, sibling(from.name, to.name.name)),
          },
        ]),
    ...(from.options === to.options && from.type === to.type
      ? []
      : [{ sql: `ALTER SEQUENCE ${quoteName(to.name)} ${optionsAfter(from, to)}` }]),
    ...(JSON.stringify(from.ownedBy) === JSON.stringify(to.ownedBy) ? [] : [ownedBy(to)]),
    ...attributes(to, ownerIn(before, to)),
  ],

  // Reads the sequence after the largest value and only ever sets it forward, so that a repetition changes nothing.
  'advance-sequence': ({ sequence, table, column }) => [
    {
      sql: [
        `SELECT setval(${quoteLiteral(quoteName(sequence))}, d.largest)`,
        `FROM (SELECT max(${quoteIdentifier(column)}) AS largest FROM ${quoteName(table)}) AS d, ${quoteName(sequence)} AS s`,
        'WHERE d.largest > s.last_value OR (d.largest = s.last_value AND NOT s.is_called)',
      ].join('\n'),
    },
  ],
}
