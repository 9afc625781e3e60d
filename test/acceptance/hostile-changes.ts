import { bigint, boolean, change, col, enumType, integer, jsonb, schema, sql, table, text, varchar } from 'lockstep'
import type { ChangeInput } from '../../src/pipeline.ts'

/**
 * Names as nobody should choose them, each of what one of the languages reads as something else: quotes, escapes, placeholders,
 * interpolations, comments, the ends of strings and sections, reserved words, other scripts, digits first.
 */
export const hostileNames: Readonly<Record<string, string>> = {
  quotes: `q'"\`\\`,
  interpolations: '${x}#{x}#@y{{z}}$y',
  placeholders: '%s%%:name ?1 @v',
  comments: '*/ -- ]]> # /* ?>',
  lines: 'a\nb\tc',
  script: 'Ünï 😀 ß',
  reserved: 'select',
  digits: '1st $lockstep$',
  // With its suffixes up to 61 bytes; what is derived from them has to be cut at 63.
  long: `${'L'.repeat(53)}éé`,
}

/** What a chain of the DSL is called with here is only known when it runs. */
type Chain = { readonly [method: string]: (...values: readonly unknown[]) => Chain }
const asChain = (edit: (chain: Chain) => Chain) => edit as never

/** The kinds of changes whose names reach the most places, on a schema named so throughout. */
export const hostileChanges = (word: string): Readonly<Record<string, ChangeInput>> => {
  const name = (suffix: number | string): string => `${word} ${suffix}`
  const [users, orders, id, label, state, owner, note, kind, size] = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(name)
  const status = enumType(kind!, [word, name('b'), name('c')])
  const start = () =>
    schema(
      {
        [users!]: table(
          {
            [id!]: integer().identity().primaryKey(),
            [label!]: text().notNull().comment(word),
            [state!]: status().notNull().default(word),
            [note!]: text().default(word),
            [size!]: varchar(10),
          } as never,
          ((t: Chain) => ({ indexes: [t['index']!([label, note], { name: name('i') })], comment: word })) as never,
        ),
        [orders!]: table(
          { [id!]: bigint().identity(), [owner!]: integer().notNull(), [note!]: text() } as never,
          // Named, because the ends that tell the tables' names apart are cut from names made of them.
          ((t: Chain) => ({ constraints: [t['primaryKey']!([id], { name: name('pk') })] })) as never,
        ),
      } as never,
      { enums: [status] } as never,
    )
  const of = (edit: (chain: Chain) => Chain): ChangeInput =>
    edit(change(start() as never, word) as unknown as Chain) as unknown as ChangeInput
  const on = (key: string, edit: (chain: Chain) => Chain): ChangeInput => of(chain => chain['table']!(key, asChain(edit)))
  return {
    'rename column': on(users!, t => t['renameColumn']!(label, name('new'))),
    'add required column': on(users!, t => t['addColumn']!(name('new'), text().notNull().default(word).comment(word))),
    'add foreign key': on(orders!, t => t['addForeignKey']!([owner], users, [id], { name: name('fk') })),
    'widen key': on(users!, t => t['changeType']!(id, bigint())),
    'drop column': on(users!, t => t['dropColumn']!(label)),
    'create index': on(users!, t => t['addIndex']!([note, state], { name: name('j'), where: sql`${col(label!)} <> ${word}` })),
    'add unique': on(orders!, t => t['addUnique']!([owner, note], { name: name('u') })),
    'add check': on(users!, t => t['addCheck']!(name('ck'), sql`${col(size!)} <> ${word}`)),
    'make required': on(users!, t => t['makeRequired']!(note, { backfill: sql`${word}` })),
    'rename table': of(chain => chain['renameTable']!(users, name('t'))),
    'add label': of(chain => chain['addEnumValue']!(kind, name('d'))),
    'remove label': of(chain => chain['setEnumValues']!(kind, [word, name('c')], { replace: { [name('b')]: word } })),
    'set comments': on(users!, t => t['setComment']!(name('x'))['setColumnComment']!(note, name('y'))['setDefault']!(note, name('z'))),
    'rename index': on(users!, t => t['renameIndex']!(name('i'), name('k'))),
  }
}

/** Operators with a question mark, which drivers take for a placeholder: in an index, a check, and batches of rows. */
export const questionMarks = (): ChangeInput =>
  change(
    schema({ accounts: table({ id: bigint().identity().primaryKey(), settings: jsonb().notNull().default({}), note: text() }) }),
    'question marks',
  ).table('accounts', t =>
    t
      .addIndex(['note'], { name: 'accounts_themed', where: sql`${col('settings')} ? 'theme'` })
      .addCheck('accounts_not_both', sql`NOT ${col('settings')} ?& ARRAY['light', 'dark']`)
      .addColumn('themed', boolean().notNull(), { backfill: sql`${col('settings')} ?| ARRAY['theme', 'a?b']` }),
  )
