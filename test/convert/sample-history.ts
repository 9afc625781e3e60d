import { postgres } from '../../src/engines/postgres/index.ts'
import type { Migration } from '../../src/history/migration.ts'
import type { Recorder } from '../../src/history/recorder.ts'
import { replay, type Replayed } from '../../src/history/replay.ts'
import type { FrameworkOptions } from '../../src/frameworks/framework.ts'
import type { FrameworkId } from '../../src/model/framework.ts'
import { loadFramework } from '../../src/pipeline.ts'
import { writeHistory, type WrittenMigration } from '../../src/pipeline/write-history.ts'
import { createRender } from '../../src/render/render.ts'
import type { Step } from '../../src/steps/step.ts'

export const at = { file: 'db/migrate/x.rb', line: 3, column: 5 }
const users = { name: 'users' }
const index = (name: string, column: string) => ({ name, parts: [{ column }], unique: false, valid: true })
export const integer = (name: string) => ({ name, type: { kind: 'integer', native: 'integer' }, nullable: true }) as const

const migration = (n: number, name: string, up: readonly Step[] | ((to: Recorder) => void), more: Partial<Migration> = {}): Migration => ({
  id: `2024010100000${n}`,
  name,
  file: `db/migrate/2024010100000${n}_${name}.rb`,
  at,
  wrapping: 'one-each',
  up: typeof up === 'function' ? up : to => up.forEach(step => to.add(at, step)),
  ...(more.down === undefined ? { noDown: 'missing' } : {}),
  ...more,
})

export const createUsers: Step = {
  kind: 'create-table',
  table: {
    name: users,
    columns: [
      {
        name: 'id',
        type: { kind: 'bigint', native: 'bigint' },
        nullable: false,
        default: { sql: "nextval('users_id_seq'::regclass)" },
        ownedSequence: { name: 'users_id_seq' },
      },
      { name: 'name', type: { kind: 'text', native: 'text' }, nullable: true },
    ],
    constraints: [{ kind: 'primary-key', name: 'users_pkey', columns: ['id'] }],
    indexes: [index('users_name', 'name')],
  },
}

/** One migration of each shape: plain, outside of a transaction, program code, empty, mixed, irreversible, SQL, limits. */
export const sampleMigrations: readonly Migration[] = [
  migration(1, 'create_users', [createUsers]),
  migration(2, 'index_users', [{ kind: 'create-index', table: users, index: index('users_again', 'name'), online: true }], {
    wrapping: 'none',
  }),
  migration(3, 'touch_users', to =>
    to.code(
      { language: 'ruby', source: 'User.find_each do |u|\n  u.touch # ?> --\nend', reason: 'calls the model User', touches: ['users'] },
      at,
    ),
  ),
  migration(4, 'nothing', [], { down: () => undefined }),
  migration(5, 'mixed', to => {
    to.add(at, { kind: 'add-column', table: users, column: integer('age') })
    to.outsideTransaction(() => to.add(at, { kind: 'create-index', table: users, index: index('users_age', 'age'), online: true }))
  }),
  migration(6, 'drop_age', [{ kind: 'drop-column', table: users, column: integer('age') }], { noDown: 'irreversible' }),
  migration(7, 'rename', [{ kind: 'rename-column', table: users, from: 'name', to: 'full_name' }], {
    down: to => to.add(at, { kind: 'rename-column', table: users, from: 'full_name', to: 'name' }),
  }),
]

export const sampleHistory = async (migrations: readonly Migration[] = sampleMigrations): Promise<readonly Replayed[]> =>
  replay({ migrations, diagnostics: [] }, { engine: await postgres({ engine: 'postgres', major: 18, minor: 0 }) })

/** What a history becomes in another framework; a refusal of all of it throws. */
export const writeAs = async (
  to: FrameworkId,
  options: FrameworkOptions = {},
  history?: readonly Replayed[],
): Promise<readonly WrittenMigration[]> => {
  const written = writeHistory({
    history: history ?? (await sampleHistory()),
    conversion: { from: 'rails', to },
    framework: await loadFramework(to),
    engine: await postgres({ engine: 'postgres', major: 18, minor: 0 }),
    options,
    render: createRender('templates'),
  })
  if (!written.ok) throw new Error(JSON.stringify(written.diagnostics))
  return written.value.migrations
}
