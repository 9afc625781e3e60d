import { expect, test } from 'vitest'
import { postgres } from '../../src/engines/postgres/index.ts'
import { loadFramework } from '../../src/pipeline.ts'
import { replay } from '../../src/history/replay.ts'
import type { FrameworkId } from '../../src/model/framework.ts'
import { remedyOf } from '../../src/report/findings/words.ts'
import { checkMigrations } from '../../src/rules/check-migrations.ts'

const engine = await postgres({ engine: 'postgres', major: 16, minor: 0 })

/** The code of the remedies of what a second migration does to tables in use. */
const remediesIn = async (framework: FrameworkId, files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const frontEnd = await (await loadFramework(framework)).frontEnd!()
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }))
  const replayed = replay(frontEnd.read(sources, {}), { engine })
  const findings = checkMigrations(replayed.slice(1), {
    engine,
    framework,
    compare: () => [],
    textAt: () => '',
    rowsOf: () => undefined,
    end: replayed.at(-1)!.after,
    deployOf: () => undefined,
  })
  return findings.filter(({ severity }) => severity === 'error').map(finding => remedyOf({ ...finding, framework })?.code.join('\n') ?? '')
}

const tables = 'CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE "Order" (id bigint, user_id bigint, "State" text, email text);\n'

test('a remedy in SQL has all that the statement says', async () => {
  const statements = [
    `CREATE UNIQUE INDEX one ON "Order" USING btree (lower("State")) INCLUDE (id) WHERE email IS NOT NULL;`,
    `ALTER TABLE "Order" ADD CONSTRAINT "by User" FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE DEFERRABLE;`,
    `ALTER TABLE "Order" ADD CONSTRAINT long CHECK (length("State") < 9) NO INHERIT;`,
    `ALTER TABLE "Order" ADD CONSTRAINT mail UNIQUE NULLS NOT DISTINCT (email) DEFERRABLE INITIALLY DEFERRED;`,
  ]
  const said = await remediesIn('sql', {
    'db/001_a.up.sql': tables,
    'db/002_b.up.sql': `SET lock_timeout = '1s';\n${statements.join('\n')}`,
  })
  expect(said).toMatchInlineSnapshot(`
    [
      "-- a file of its own, outside a transaction
    CREATE UNIQUE INDEX CONCURRENTLY one ON "Order" (lower("State")) INCLUDE (id) WHERE email IS NOT NULL;",
      "ALTER TABLE "Order" ADD CONSTRAINT "by User" FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE DEFERRABLE NOT VALID;
    ALTER TABLE "Order" VALIDATE CONSTRAINT "by User";",
      "ALTER TABLE "Order" ADD CONSTRAINT long CHECK (length("State") < 9) NO INHERIT NOT VALID;
    ALTER TABLE "Order" VALIDATE CONSTRAINT long;",
      "-- a file of its own, outside a transaction
    CREATE UNIQUE INDEX CONCURRENTLY mail ON "Order" (email) NULLS NOT DISTINCT;
    ALTER TABLE "Order" ADD CONSTRAINT mail UNIQUE USING INDEX mail DEFERRABLE INITIALLY DEFERRED;",
      "",
    ]
  `)
})

test('a remedy in the words of a framework has all that the statement says, as SQL where those do not say it', async () => {
  const rails = (name: string, body: string): string => `class ${name} < ActiveRecord::Migration[7.1]\n  def change\n${body}\n  end\nend\n`
  expect(
    await remediesIn('rails', {
      'db/migrate/20260101000000_a.rb': rails(
        'A',
        'create_table(:users)\ncreate_table(:orders) { |t| t.bigint :user_id\nt.string :state }\nexecute "SET lock_timeout = \'1s\'"',
      ),
      'db/migrate/20260101000001_b.rb': rails(
        'B',
        `add_index :orders, :state, unique: true
         add_index :orders, :user_id, where: "state = 'open'"
         add_foreign_key :orders, :users, on_delete: :nullify
         add_check_constraint :orders, "state <> ''", name: "given"
         add_check_constraint :orders, 'length("state") < 9', name: "short"`,
      ),
    }),
  ).toMatchInlineSnapshot(`
    [
      "disable_ddl_transaction!
    add_index :orders, [:state], name: "index_orders_on_state", unique: true, algorithm: :concurrently",
      "disable_ddl_transaction!
    execute "CREATE INDEX CONCURRENTLY index_orders_on_user_id ON orders (user_id) WHERE state = 'open'"",
      "add_foreign_key :orders, :users, column: :user_id, on_delete: :nullify, validate: false
    # in the next migration:
    validate_foreign_key :orders, name: "fk_rails_f868b47f6a"",
      "add_check_constraint :orders, "state <> ''", name: "given", validate: false
    # in the next migration:
    validate_check_constraint :orders, name: "given"",
      "execute "ALTER TABLE orders ADD CONSTRAINT short CHECK (length(\\"state\\") < 9) NOT VALID"
    execute "ALTER TABLE orders VALIDATE CONSTRAINT short"",
      "",
    ]
  `)
})
