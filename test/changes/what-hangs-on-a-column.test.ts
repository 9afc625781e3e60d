import { describe, expect, test } from 'vitest'
import {
  change,
  bigint,
  enumType,
  integer,
  materializedView,
  routine,
  schema,
  sequence,
  serial,
  sql,
  table,
  text,
  varchar,
  view,
} from '../../src/authoring.ts'
import type { Policy } from '../../src/changes/recipe.ts'
import { planChange, type ChangeInput } from '../../src/pipeline.ts'

const planned = async (input: unknown, policy: Partial<Policy> = {}) => planChange(input as ChangeInput, { engine: 'postgres@16', policy })
const refusal = async (input: unknown, policy: Partial<Policy> = {}): Promise<string> => {
  const plan = await planned(input, policy)
  return plan.ok
    ? `no refusal: ${plan.value.choices.map(c => c.recipe).join()}`
    : plan.diagnostics.map(d => `${d.message} ${d.help ?? ''}`).join('\n')
}
const stepKinds = async (input: unknown): Promise<readonly string[]> => {
  const plan = await planned(input)
  if (!plan.ok) throw new Error(plan.diagnostics.map(d => d.message).join('\n'))
  return plan.value.stages.flatMap(s => s.units.flatMap(u => u.up.statements.map(st => st.step.kind)))
}

const users = table({ id: bigint().identity().primaryKey(), name: varchar(40), age: integer() })
const sums = materializedView('name_counts', sql`SELECT name, count(*) AS n FROM users GROUP BY name`, {
  columns: ['name', 'n'],
  reads: { users: ['name'] },
})

describe('what hangs on a column and cannot be carried along is named, with the way out', () => {
  test('a materialized view over a large table', async () => {
    const text = await refusal(change(schema({ users }, { views: [sums] }), 'x').table('users', t => t.changeType('name', varchar(80))))
    expect(text).toContain('materialized view name_counts, which would have to be filled again under the lock')
    expect(text).toContain('drop materialized view name_counts first and create it again afterwards')
  })

  test('but over a small table it is filled again on the way', async () => {
    const small = table({ id: bigint().identity().primaryKey(), name: varchar(40) }, { statistics: { rows: 100 } })
    expect(
      await stepKinds(change(schema({ users: small }, { views: [sums] }), 'x').table('users', t => t.changeType('name', varchar(80)))),
    ).toEqual(['drop-view', 'alter-column-type', 'create-view'])
  })

  test('a generated column', async () => {
    const computed = table({ id: bigint().identity().primaryKey(), name: text(), upper_name: text().generated(sql`upper(name)`) })
    expect(await refusal(change(schema({ users: computed }), 'x').table('users', t => t.renameColumn('name', 'full_name')))).toContain(
      'generated column upper_name',
    )
  })

  test('a trigger that would run before both names are equal', async () => {
    const stamped = table(
      { id: bigint().identity().primaryKey(), name: text() },
      {
        triggers: [
          {
            name: 'tidy',
            function: 'tidy',
            definition: sql`CREATE TRIGGER tidy BEFORE INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION tidy()`,
          },
        ],
      },
    )
    const tidy = routine('tidy', '', {
      definition: sql`CREATE OR REPLACE FUNCTION tidy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := trim(NEW.name); RETURN NEW; END $$`,
    })
    const input = change(schema({ users: stamped }, { routines: [tidy] }), 'x').table('users', t => t.renameColumn('name', 'full_name'))
    expect(await refusal(input)).toContain('trigger tidy would read name before it is made equal to full_name')
    expect(await refusal(input, { triggers: 'never' })).toContain('trigger tidy would read name where only full_name is written')
  })

  test('a view whose meaning another kind of type may change', async () => {
    const adults = view('adults', sql`SELECT id FROM users WHERE age >= 18`, { columns: ['id'], reads: { users: ['age', 'id'] } })
    expect(await refusal(change(schema({ users }, { views: [adults] }), 'x').table('users', t => t.changeType('age', text())))).toContain(
      'view adults may not mean the same of text',
    )
  })

  const mood = enumType('mood', ['sad', 'ok', 'happy'])
  const moody = (more: object) =>
    schema({ users: table({ id: bigint().identity().primaryKey(), mood: mood() }) }, { enums: [mood], ...more })

  test('a view that names a label that goes', async () => {
    const sad = view('sad_users', sql`SELECT id FROM users WHERE mood = 'sad'::mood`, { columns: ['id'], reads: { users: ['id', 'mood'] } })
    expect(
      await refusal(change(moody({ views: [sad] }), 'x').setEnumValues('mood', ['ok', 'happy'], { replace: { sad: 'ok' } })),
    ).toContain('view sad_users names a label that goes')
  })

  test('a function that takes the enum', async () => {
    const f = routine('cheer', 'mood', {
      definition: sql`CREATE OR REPLACE FUNCTION cheer(m mood) RETURNS text LANGUAGE sql AS $$ SELECT m::text $$`,
    })
    expect(
      await refusal(change(moody({ routines: [f] }), 'x').setEnumValues('mood', ['ok', 'happy'], { replace: { sad: 'ok' } })),
    ).toContain('function cheer uses enum mood')
  })
})

test('policies and views are gone and back within one transaction', async () => {
  const guarded = table({ id: bigint().identity().primaryKey(), name: text() }, t => ({
    rowSecurity: 'enabled',
    policies: [{ name: 'own', using: sql`${t.col('name')} = CURRENT_USER` }],
  }))
  const names = view('names', sql`SELECT name FROM users`, { columns: ['name'], reads: { users: ['name'] } })
  const plan = await planned(
    change(schema({ users: guarded }, { views: [names] }), 'x').table('users', t => t.renameColumn('name', 'full_name')),
  )
  if (!plan.ok) throw new Error('no plan')
  const blocks = plan.value.stages.flatMap(s => s.units.flatMap(u => [u.up, ...u.down.blocks]))
  const kinds = blocks.map(block => block.statements.map(s => s.step.kind))
  const changing = kinds.filter(k => k.includes('drop-policy') || k.includes('drop-view'))
  expect(changing.length).toBe(2) // up and down
  for (const block of changing) {
    expect(block.filter(k => k === 'create-policy')).toHaveLength(block.filter(k => k === 'drop-policy').length)
    expect(block.filter(k => k === 'create-view')).toHaveLength(block.filter(k => k === 'drop-view').length)
  }
})

test('a NOT NULL with a name of its own goes with the old column, and the plan says so', async () => {
  const named = table({ id: integer().primaryKey(), name: varchar(40).notNull() }, t => ({
    constraints: [t.notNull('name', 'user__name_not_null')],
  }))
  for (const changed of [
    change(schema({ users: named }), 'x').table('users', t => t.renameColumn('name', 'full_name')),
    change(schema({ users: named }), 'x').table('users', t =>
      t.changeType('name', integer(), { forward: sql`length(name)`, backward: sql`name::text` }),
    ),
  ]) {
    const plan = await planChange(changed, { engine: 'postgres@18' })
    expect(plan.ok ? plan.value.notes : plan.diagnostics).toContainEqual(
      expect.stringContaining('The name user__name_not_null of the NOT NULL of users.name'),
    )
  }
})

test('a pulled sequence, which says the limits of its type, widens with its column', async () => {
  const serials = table({ id: serial().primaryKey() })
  const pulled = sequence('users_id_seq', {
    type: 'integer',
    options: sql`AS integer START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 CACHE 1 NO CYCLE`,
    ownedBy: { table: 'users', column: 'id' },
  })
  const changed = change(schema({ users: serials }, { sequences: [pulled] }), 'x').table('users', t => t.changeType('id', bigint()))
  for (const policy of [{}, { downtime: true }]) {
    const plan = await planned(changed, policy)
    expect(plan.ok ? JSON.stringify(plan.value.stages.map(s => s.units.map(u => u.up))) : plan.diagnostics).toContain(
      'ALTER SEQUENCE users_id_seq AS bigint"',
    )
  }
})
