// Measures start-up, plan, generate, diff and check against the quality figures: `npm run bench` (after a build).
// Prints a table. Nothing fails here: a slow machine is not a broken program.
import { spawnSync } from 'node:child_process'
import { cpus, loadavg, tmpdir } from 'node:os'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'

const root = join(import.meta.dirname, '..')
const bin = join(root, 'bin/lockstep.js')
const cache = mkdtempSync(join(tmpdir(), 'lockstep-bench-'))

/** Milliseconds of `work`: the best of so many runs, since a busy machine only ever adds, and the median of them. */
async function measure(runs, work, clock = () => performance.now()) {
  const times = []
  for (let run = 0; run < runs; run += 1) {
    const start = clock()
    await work()
    times.push(clock() - start)
  }
  times.sort((a, b) => a - b)
  return { best: times[0], median: times[Math.floor(times.length / 2)] }
}

const processorTime = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

const beyond = (measured, base) => ({ best: measured.best - base.best, median: measured.median - base.median })

function node(...args) {
  const done = spawnSync(process.execPath, args, {
    cwd: cache,
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: join(cache, 'remembered') },
  })
  if (done.status !== 0) throw new Error(`node ${args.join(' ')} exited with ${done.status}:\n${done.stderr}`)
}

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]?.toFixed(1)}\n`)

const inMilliseconds = time => `${time.toFixed(time < 10 ? 1 : 0)} ms`.padStart(10)

/** One line of the table; `figure` in milliseconds, where docs set one, is held against the best run. */
function report(what, { best, median }, figure) {
  const verdict = figure === undefined ? '' : `≤ ${figure} ms`.padStart(11) + (best <= figure ? '  within' : '  OVER')
  console.log(what.padEnd(54) + inMilliseconds(best) + inMilliseconds(median) + verdict)
}

console.log(`${''.padEnd(54)}      best    median     figure`)

const example = join(root, 'schema-examples/rename-column.ts')
const tenOperations = join(root, 'bench/ten-operations.ts')

const bare = await measure(15, () => node('-e', '0'))
report('node itself', bare)
report('lockstep --version', await measure(15, () => node(bin, '--version')), 100)
report('lockstep --help', await measure(5, () => node(bin, '--help')))
report('lockstep plan, first time, beyond node', beyond(await measure(1, () => node(bin, 'plan', example)), bare), 1500)
report('lockstep plan, warm, beyond node', beyond(await measure(15, () => node(bin, 'plan', example)), bare), 150)
let rehearsal = 0
report(
  'lockstep generate --to rails, warm, beyond node',
  beyond(
    await measure(5, () =>
      node(bin, 'generate', example, '--to', 'rails', '--phase', 'all', '--out', join(cache, `try-${(rehearsal += 1)}`)),
    ),
    bare,
  ),
)

writeSchemaFile(500)
// The first one writes what an editor needs, and remembers the schema.
node(bin, 'new', 'drop-column', 'table_0.name')
report(
  'lockstep new, 500 tables, warm, beyond node',
  beyond(await measure(15, () => node(bin, 'new', 'drop-column', 'table_1.name', '--dry-run')), bare),
  150,
)
report(
  'a completion, 500 tables, node included',
  await measure(15, () => node(bin, '__complete', 'bash', 'new', 'drop-column', 'table_1.na')),
  150,
)

const { loadChangeFile, planChange, generateFiles } = await import(join(root, 'dist/pipeline.js'))
const value = result => {
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'))
  return result.value
}
const ten = value(await loadChangeFile(tenOperations))
await planChange(ten) // the parser loads once
report(`plan of ${ten.changes.length} operations, loaded`, await measure(101, () => planChange(ten).then(value)), 10)
const plan = value(await planChange(ten))
for (const framework of ['rails', 'laravel', 'flyway', 'liquibase', 'alembic', 'sql']) {
  const now = new Date('2026-11-20T09:30:00Z')
  await generateFiles(plan, { framework, now })
  report(`its files for ${framework}`, await measure(5, () => generateFiles(plan, { framework, now }).then(value)))
}

const { diffSchemas } = await import(join(root, 'dist/diff/diff-schemas.js'))
const { Entries } = await import(join(root, 'dist/model/entries.js'))
const { emptySchema } = await import(join(root, 'dist/model/schema.js'))
const [before, after] = [manyTables(10_000, false), manyTables(10_000, true)]
report('diff of 10,000 tables, 1 in 100 changed', await measure(5, () => diffSchemas(before, after)), 1000)

// In time of the processor: the figure is per core, and other programs must not count.
const { checkPaths } = await import(join(root, 'dist/pipeline.js'))
const kinds = { SQL: [sqlFile, 1_000], Ruby: [rubyFile, 1_000], Python: [pythonFile, 500] }
for (const [kind, [file, rate]] of Object.entries(kinds))
  for (const files of [500, 4_000]) {
    const folder = join(cache, `check-${kind}-${files}`)
    for (let at = 0; at < files; at += 1) {
      const [path, text] = file(at)
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    value(await checkPaths({ paths: [folder] })) // the parser loads once; nothing else is kept
    const check = () => checkPaths({ paths: [folder] }).then(value)
    report(`check of ${files} ${kind} files, warm, processor`, await measure(5, check, processorTime), (files * 1_000) / rate)
  }

rmSync(cache, { recursive: true, force: true })

/** The schema file of a workspace in the folder the program runs in. */
function writeSchemaFile(tables) {
  const columns = Array.from({ length: 12 }, (_, at) => `column_${at}: text()`).join(', ')
  const all = Array.from({ length: tables }, (_, at) => `table_${at}: table({ id: bigint().primaryKey(), name: text(), ${columns} })`)
  mkdirSync(join(cache, 'lockstep'), { recursive: true })
  writeFileSync(
    join(cache, 'lockstep/schema.ts'),
    `import { bigint, schema, table, text } from 'lockstep'\nexport default schema({\n${all.join(',\n')}\n})\n`,
  )
}

/** Files of plain SQL as they come: a table, columns, an index with a foreign key, rows and a NOT NULL. */
function sqlFile(at) {
  const table = `table_${at >> 2}`
  const text = [
    `CREATE TABLE ${table} (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name varchar(50) NOT NULL, owner_id bigint);\n`,
    `SET lock_timeout = '1s';\nALTER TABLE ${table} ADD COLUMN note text, ADD COLUMN active boolean NOT NULL DEFAULT true;\n`,
    `CREATE INDEX ${table}_owner_idx ON ${table} (owner_id);\nALTER TABLE ${table} ADD CONSTRAINT ${table}_owner_fkey FOREIGN KEY (owner_id) REFERENCES table_0 (id) NOT VALID;\n`,
    `UPDATE ${table} SET note = name WHERE note IS NULL;\nALTER TABLE ${table} ALTER COLUMN note SET NOT NULL;\n`,
  ][at & 3]
  return [`${String(at + 1).padStart(5, '0')}_step.up.sql`, text]
}

/** The same in Rails, which undoes most of it by itself. */
function rubyFile(at) {
  const table = `table_${at >> 2}`
  const body = [
    `create_table :${table} do |t|\n      t.string :name, limit: 50, null: false\n      t.references :owner, index: false\n      t.timestamps\n    end`,
    `add_column :${table}, :note, :text\n    add_column :${table}, :active, :boolean, null: false, default: true`,
    `add_index :${table}, :owner_id\n    add_foreign_key :${table}, :table_0, column: :owner_id, validate: false`,
    `reversible { |way| way.up { execute "UPDATE ${table} SET note = name WHERE note IS NULL" } }\n    change_column_null :${table}, :note, false`,
  ][at & 3]
  return [
    `db/migrate/${20200101000000 + at}_step_${at}.rb`,
    `class Step${at} < ActiveRecord::Migration[7.1]\n  def change\n    ${body}\n  end\nend\n`,
  ]
}

/** The same in Alembic, with its ways back. */
function pythonFile(at) {
  const table = `table_${at >> 2}`
  const [up, down] = [
    [
      `op.create_table("${table}", sa.Column("id", sa.Integer(), nullable=False), sa.Column("name", sa.String(50), nullable=False), sa.Column("owner_id", sa.Integer()), sa.PrimaryKeyConstraint("id"))`,
      `op.drop_table("${table}")`,
    ],
    [
      `op.add_column("${table}", sa.Column("note", sa.Text(), nullable=True))\n    op.add_column("${table}", sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False))`,
      `op.drop_column("${table}", "active")\n    op.drop_column("${table}", "note")`,
    ],
    [
      `op.create_index("ix_${table}_owner", "${table}", ["owner_id"])\n    op.create_foreign_key("fk_${table}", "${table}", "table_0", ["owner_id"], ["id"])`,
      `op.drop_constraint("fk_${table}", "${table}", type_="foreignkey")\n    op.drop_index("ix_${table}_owner", table_name="${table}")`,
    ],
    [
      `op.execute("UPDATE ${table} SET note = name WHERE note IS NULL")\n    op.alter_column("${table}", "note", existing_type=sa.Text(), nullable=False)`,
      `op.alter_column("${table}", "note", existing_type=sa.Text(), nullable=True)`,
    ],
  ][at & 3]
  const head = `import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "${at}"\ndown_revision = ${at === 0 ? 'None' : `"${at - 1}"`}\n`
  return [`alembic/versions/${at}_step.py`, `${head}\n\ndef upgrade():\n    ${up}\n\n\ndef downgrade():\n    ${down}\n`]
}

/** Tables of eight columns, two indexes and a foreign key; every hundredth with one column more when `changed`. */
function manyTables(count, changed) {
  const text = { kind: 'text', native: 'text' }
  const tables = Array.from({ length: count }, (_, at) => {
    const name = `table_${at}`
    const columns = ['id', 'a', 'b', 'c', 'd', 'e', 'f', 'parent']
      .concat(changed && at % 100 === 0 ? ['more'] : [])
      .map(column => ({ name: column, type: text, nullable: column !== 'id' }))
    return [
      name,
      {
        name: { name },
        columns,
        indexes: ['a', 'b'].map(column => ({ name: `${name}_${column}_idx`, parts: [{ column }], unique: false, valid: true })),
        constraints: [
          { kind: 'primary-key', name: `${name}_pkey`, columns: ['id'] },
          {
            kind: 'foreign-key',
            name: `${name}_parent_fkey`,
            columns: ['parent'],
            references: { name: `table_${(at + 1) % count}` },
            referencedColumns: ['id'],
            validated: true,
          },
        ],
      },
    ]
  })
  return { ...emptySchema, tables: Entries.from(tables) }
}
