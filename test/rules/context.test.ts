import { describe, expect, test } from 'vitest'
import { postgres } from '../../src/engines/postgres/index.ts'
import type { Migration } from '../../src/history/migration.ts'
import { placesIn } from '../../src/history/place.ts'
import type { Wrapping } from '../../src/history/recorder.ts'
import { replay } from '../../src/history/replay.ts'
import { checkMigrations } from '../../src/rules/check-migrations.ts'
import { textAt } from '../../src/rules/text-at.ts'

const users = 'CREATE TABLE users (id bigint PRIMARY KEY, email text, account_id bigint); CREATE TABLE accounts (id bigint PRIMARY KEY);'
const proof = 'ALTER TABLE users ADD CONSTRAINT given CHECK (email IS NOT NULL);'

interface Options {
  readonly wrapping?: Wrapping
  readonly isBatch?: boolean
}

/** What is told of the later ones, by file; the first is there before. */
const told = async ([first = '', ...later]: readonly string[], { wrapping = 'one-each', isBatch = false }: Options = {}) => {
  const engine = await postgres({ engine: 'postgres', major: 16, minor: 0 })
  const files = [first, ...later].map((text, at) => ({ path: `${at}.sql`, text: `SET lock_timeout = '1s';\n${text}` }))
  const migrations = files.map((file, at): Migration => {
    const place = placesIn(file)
    const whole = place(0, file.text.length)
    return { id: String(at), name: file.path, file: file.path, at: whole, wrapping, up: to => to.sql(file.text, whole, place) }
  })
  const replayed = replay({ migrations, diagnostics: [] }, { engine })
  return checkMigrations(replayed.slice(1), {
    engine,
    framework: 'sql',
    compare: () => [],
    textAt: textAt(files),
    rowsOf: () => undefined,
    end: replayed.at(-1)!.after,
    deployOf: () => (isBatch ? 'all' : undefined),
  })
    .filter(({ severity }) => severity !== 'note')
    .map(({ rule, span }) => `${span.file} ${rule}`)
}

describe('after code that is not understood', () => {
  test('nothing counts as proven any more', async () => {
    const required = 'ALTER TABLE users ALTER COLUMN email SET NOT NULL;'
    expect(await told([users + proof, required])).toEqual([])
    expect(await told([users + proof, "DO $$ BEGIN EXECUTE 'x'; END $$;", required])).toEqual(['2.sql set-not-null-scans-table'])
  })

  test('no type change counts as free', async () => {
    const widen = 'ALTER TABLE users ALTER COLUMN email TYPE varchar;'
    expect(await told([users, widen])).toEqual([])
    expect(await told([`${users}DO $$ BEGIN EXECUTE 'x'; END $$;`, widen])).toEqual(['1.sql change-type-rewrites-table'])
  })
})

describe('migrations that are applied together', () => {
  const posts = 'CREATE TABLE posts (id bigint PRIMARY KEY, title text);'
  const index = 'CREATE INDEX posts_title_idx ON posts (title);'

  test('do not wait for each other’s new tables', async () => {
    expect(await told([users, posts, index])).toEqual(['2.sql create-index-blocks-writes'])
    expect(await told([users, posts, index], { isBatch: true })).toEqual([])
  })

  test('keep each other’s locks where all run in one transaction', async () => {
    const column = 'ALTER TABLE users ADD COLUMN nick text;'
    const fill = 'UPDATE accounts SET id = id WHERE id > 0;'
    expect(await told([users, column, fill], { isBatch: true })).toEqual(['2.sql unbatched-write-locks-rows'])
    expect(await told([users, column, fill], { isBatch: true, wrapping: 'one-for-all' })).toEqual([
      '2.sql slow-work-under-held-lock',
      '2.sql unbatched-write-locks-rows',
    ])
  })
})

describe('one ALTER TABLE', () => {
  test('looks nothing up for a foreign key on a column it adds', async () => {
    expect(await told([users, 'ALTER TABLE users ADD COLUMN owner_id bigint REFERENCES accounts (id);'])).toEqual([])
    expect(await told([users, 'ALTER TABLE users ADD COLUMN owner_id bigint DEFAULT 1 REFERENCES accounts (id);'])).toEqual([
      '1.sql foreign-key-scans-tables',
    ])
  })

  test('validates under the lock of its other actions', async () => {
    const later = 'ALTER TABLE users ADD CONSTRAINT given CHECK (email IS NOT NULL) NOT VALID;'
    expect(await told([users + later, 'ALTER TABLE users VALIDATE CONSTRAINT given;'])).toEqual([])
    expect(await told([users + later, 'ALTER TABLE users VALIDATE CONSTRAINT given, ADD COLUMN nick text;'])).toEqual([
      '1.sql validate-under-stronger-lock',
    ])
    expect(await told([users + later, 'ALTER TABLE users VALIDATE CONSTRAINT given, ALTER COLUMN email SET NOT NULL;'])).toEqual([
      '1.sql set-not-null-scans-table',
      '1.sql validate-under-stronger-lock',
    ])
  })
})

test('a row found by its key is no backfill', async () => {
  expect(await told([users, "UPDATE users SET email = 'a' WHERE id = 7;"])).toEqual([])
  expect(await told([users, "UPDATE users SET email = 'a' WHERE id = 7 OR true;"])).toEqual(['1.sql unbatched-write-locks-rows'])
})

describe('a partition made within its parent', () => {
  const parts = `${users} CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);`
  const bounds = "FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')"
  const within = `CREATE TABLE events_2027 PARTITION OF events ${bounds};`
  const beside = `CREATE TABLE events_2027 (at date NOT NULL); ALTER TABLE events ATTACH PARTITION events_2027 ${bounds};`

  test('keeps everybody from the parent while it waits, unlike one that is attached', async () => {
    expect(await told([parts, `RESET lock_timeout; ${within}`])).toEqual([
      '1.sql partition-change-locks-parent',
      '1.sql lock-waits-without-limit',
    ])
    expect(await told([parts, `RESET lock_timeout; ${beside}`])).toEqual([])
  })

  test('keeps them from it until its transaction ends', async () => {
    const slow = 'CREATE INDEX users_email_idx ON users (email);'
    expect(await told([parts, within + slow])).toContain('1.sql slow-work-under-held-lock')
    expect(await told([parts, beside + slow])).not.toContain('1.sql slow-work-under-held-lock')
  })
})
