import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { flyway } from '../../src/frameworks/flyway/index.ts'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import type { CommandProject } from './lab/tool.ts'
import { flywayTools } from './lab/tools/flyway.ts'

const present = presentOf(flywayTools)
/** The others' command is Maven, whose start-up takes seconds. */
const quick = present.filter(({ id }) => id === 'flyway-12')
const lab = onServer({ major: 16 })
let count = 0

type Texts = Readonly<Record<string, string>>
type Rows = readonly Readonly<Record<string, unknown>>[]

interface At {
  readonly project: CommandProject
  readonly query: (sql: string) => Promise<Rows>
}

const onDatabase = async (tool: (typeof present)[number], texts: Texts, work: (at: At) => Promise<void>): Promise<void> => {
  const url = await lab.server.createDatabase(`read_flyway_${(count += 1)}`)
  const { hostname: host, port, pathname } = new URL(url)
  const project = await tool.command({ host, port: Number(port), user: 'postgres', database: pathname.slice(1) })
  await project.add(Object.entries(texts).map(([name, content]): EmittedFile => ({ name, content, stage: 1 })))
  const query = async (sql: string): Promise<Rows> => {
    const client = new pg.Client(url)
    await client.connect()
    const { rows } = await client.query<Readonly<Record<string, unknown>>>(sql)
    await client.end()
    return rows
  }
  await work({ project, query })
  await project.close()
}

const read = async (texts: Texts) =>
  (await flyway.frontEnd!()).read(
    Object.entries(texts).map(([path, text]) => ({ path, text })),
    {},
  )

describe('what Flyway runs is what is read', () => {
  const texts: Texts = {
    'V10__ten.sql': 'CREATE TABLE ten (id int);',
    'V2_1__two.sql': 'CREATE TABLE two (id int);',
    'V1__one.sql': 'CREATE TABLE one (id int);',
    'B2__both.sql': 'CREATE TABLE one (id int);',
    'V003.0__three.sql': 'CREATE TABLE three (id int);',
    'V4.sql': "\uFEFFCREATE TABLE four AS SELECT current_setting('lock_timeout') AS limits, '${FLYWAY:filename}' AS name;",
    'R__b.sql': 'CREATE OR REPLACE VIEW b AS SELECT * FROM a;',
    'R__a.sql': 'CREATE OR REPLACE VIEW a AS SELECT * FROM ten;',
    'beforeEachMigrate.sql': "SET lock_timeout = '7s';",
  }

  it.for(present)('$id: the same scripts in the same order, under the same versions', async tool => {
    await onDatabase(tool, texts, async ({ project, query }) => {
      await project.migrate()
      const { migrations } = await read(texts)
      const rows = await query("SELECT version, script FROM flyway_schema_history WHERE type LIKE 'SQL%' ORDER BY installed_rank")
      expect(migrations.map(({ id, file, repeatable }) => ({ version: repeatable === true ? null : id, script: file }))).toEqual(rows)
      expect(await query('SELECT limits, name FROM four')).toEqual([{ limits: '7s', name: 'V4.sql' }])
    })
  })

  const statements: Texts = {
    'CREATE INDEX CONCURRENTLY i ON one (id);': 'none',
    'create unique index concurrently if not exists i on one (id);': 'none',
    'VACUUM (ANALYZE) one;': 'none',
    'REINDEX (VERBOSE) SCHEMA public;': 'none',
    "ALTER SYSTEM SET work_mem = '5MB';": 'none',
    'REINDEX TABLE CONCURRENTLY one;': 'one-each',
    'CREATE TABLE vacuum_log (id int);': 'one-each',
  }

  it.for(quick)('$id: what it sees to be impossible in a transaction, and what it does not', async tool => {
    for (const [sql, wrapping] of Object.entries(statements)) {
      const script = { 'V1__one.sql': 'CREATE TABLE one (id int);', 'V2__it.sql': sql }
      await onDatabase(tool, script, async ({ project }) => {
        const runs = await project.migrate().then(
          () => true,
          () => false,
        )
        expect({ sql, runs }).toEqual({ sql, runs: wrapping === 'none' || !/CONCURRENTLY one/.test(sql) })
        expect({ sql, wrapping: (await read(script)).migrations[1]!.wrapping }).toEqual({ sql, wrapping })
      })
    }
  })

  it.for(quick)('$id: it refuses what is told to be refused', async tool => {
    const refused: readonly (readonly [Texts, string, RegExp])[] = [
      [{ 'V1__x.sql': 'CREATE TABLE one (id int);\nCREATE INDEX CONCURRENTLY i ON one (id);' }, 'flyway-mixed', /mixed is false/],
      [{ 'V1__x.sql': 'SELECT 1;', 'V1.0__y.sql': 'SELECT 2;' }, 'flyway-version-twice', /more than one migration with version 1/],
      [{ 'V1__x.sql': "SELECT '${nobody}';" }, 'unknown-placeholder', /No value provided for placeholder/],
      [{ 'V365_x.sql': 'SELECT 1;' }, 'flyway-file-name', /Invalid versioned migration name/],
    ]
    for (const [script, code, message] of refused) {
      await onDatabase(tool, script, async ({ project }) => {
        await expect(project.migrate()).rejects.toThrow(message)
        expect((await read(script)).diagnostics.map(each => each.code)).toEqual([code])
      })
    }
  })
})
