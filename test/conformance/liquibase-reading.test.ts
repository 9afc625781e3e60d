import { describe, expect, it } from 'vitest'
import { compareSchemas, printDifferences } from '../../src/engines/postgres/compare.ts'
import { postgres } from '../../src/engines/postgres/index.ts'
import { statementsOf } from '../../src/engines/postgres/sql.ts'
import { liquibase } from '../../src/frameworks/liquibase/index.ts'
import type { Recorded } from '../../src/history/recorder.ts'
import { replay } from '../../src/history/replay.ts'
import { emptySchema, type Schema } from '../../src/model/schema.ts'
import { files, sqlOf } from '../frameworks/played.ts'
import { everything } from '../frameworks/liquibase/everything.ts'
import { changelog, data } from '../frameworks/liquibase/rows.ts'
import { types, vocabulary } from '../frameworks/liquibase/vocabulary.ts'
import { catalog } from '../acceptance/rehearsal.ts'
import { catalogWithout, using } from './lab/case.ts'
import type { CommandProject } from './lab/tool.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import { liquibaseTools } from './lab/tools/liquibase.ts'

const present = presentOf(liquibaseTools.filter(({ options }) => options.layout === 'xml'))
const four = present.filter(({ id }) => id === 'liquibase-4')
const eighteen = { engine: 'postgres', major: 18, minor: 4 } as const
const lab = onServer({ major: 18 })

const withDatabases = async (names: readonly string[], work: () => Promise<void>): Promise<void> => {
  const all = (verb: string): Promise<void> =>
    using(lab.server, 'postgres', async client => {
      for (const name of names) await client.query(`${verb} ${name}`)
    })
  await all('CREATE DATABASE')
  try {
    await work()
  } finally {
    await all('DROP DATABASE')
  }
}

const site = (database: string) => ({ host: '127.0.0.1', port: lab.server.port, database, user: 'postgres' })
const emitted = (texts: Readonly<Record<string, string>>) => Object.entries(texts).map(([name, content]) => ({ name, content, stage: 1 }))

/** What Liquibase says it would send, change set by change set. */
const printedBy = async (project: CommandProject): Promise<ReadonlyMap<string, string>> => {
  const output = await project.run('update-sql', '--url=offline:postgresql?version=18.0&outputLiquibaseSql=none&changeLogFile=none.csv')
  return new Map(
    [...output.matchAll(/^-- Changeset [^:]+::(\S+)::a\n([\s\S]*?)(?=^-- Changeset|^Starting Liquibase|$(?![\s\S]))/gm)].map(
      ([, id, sql]) => [id!, plainly(sql!)],
    ),
  )
}

const plainly = (sql: string): string =>
  sql
    .replace(/^(?:WARNING|Liquibase|\[|Starting).*$/gm, '')
    .replace(/\bnull\b/g, 'NULL')
    .replace(/\s+/g, ' ')
    .replace(/\( /g, '(')
    .replace(/ \)/g, ')')
    .replace(/ ?; ?/g, '; ')
    .replace(/(?:; )+$/, '')
    .trim()

describe.each(four)('$id prints', tool => {
  const compare = async (text: string, atLeast: number): Promise<void> => {
    const project = await tool.command(site('postgres'))
    try {
      await project.add([{ name: 'all.yaml', content: text, stage: 1 }])
      const theirs = await printedBy(project)
      const frontEnd = await liquibase.frontEnd!()
      const ours = new Map(
        frontEnd.read(files({ 'all.yaml': text }), {}).migrations.map(({ name, up }) => [name, plainly(sqlOf(up).join('; '))]),
      )
      expect(ours.size).toBeGreaterThanOrEqual(atLeast)
      expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs))
    } finally {
      await project.close()
    }
  }

  it('every change as we do', async () => {
    await compare(vocabulary, 20)
  })

  it('every type as we do, plain, with defaults, in a new table and where a type changes', async () => {
    const uses = (type: string, n: number): readonly string[] => {
      const quoted = JSON.stringify(type)
      const column = (more: string): string => `columns: [{ column: { name: c, type: ${quoted}${more} } }]`
      return [
        `addColumn: { tableName: t, ${column('')} }`,
        `addColumn: { tableName: t, ${column(', defaultValue: "1"')} }`,
        `addColumn: { tableName: t, ${column(', defaultValueComputed: "f(1)"')} }`,
        `createTable: { tableName: t, ${column('')} }`,
        `modifyDataType: { tableName: t, columnName: c, newDataType: ${quoted} }`,
      ].map((change, m) => `- changeSet: { id: "${n}.${m}", author: a, changes: [{ ${change} }] }`)
    }
    await compare(`databaseChangeLog:\n${types.flatMap(uses).join('\n')}\n`, types.length * 5)
  })
})

/** What the steps make when they are printed for PostgreSQL and run. */
const built = async (database: string, steps: readonly Recorded[]): Promise<Schema> => {
  return using(lab.server, database, async client => {
    for (const { step, before } of steps) for (const { sql } of statementsOf(step, before, eighteen)) await client.query(sql)
    return catalog(client)
  })
}

const expectSame = (actual: Schema, expected: Schema, when: string): void =>
  expect(printDifferences(compareSchemas(actual, expected, { ignore: ['tainted', 'owner'] })), when).toBe('')

describe.each(present)('$id runs', tool => {
  it('a history of everything: its catalog is that of the steps we read, after all of it and after each way back', async () => {
    const engine = await postgres(eighteen)
    const frontEnd = await liquibase.frontEnd!()
    const names = Object.keys(everything)
    const master = {
      path: 'db/changelog/master.xml',
      text: `<databaseChangeLog>${names.map(name => `<include file="${name}" relativeToChangelogFile="true"/>`).join('')}</databaseChangeLog>`,
    }
    const sources = [master, ...files(Object.fromEntries(Object.entries(everything).map(([name, text]) => [`db/changelog/${name}`, text])))]
    const replayed = replay(frontEnd.read(sources, {}), { engine })
    const real = `real_${tool.options.version}`
    const ours = `ours_${tool.options.version}`
    await withDatabases([real, ours], async () => {
      const liquibaseItself = await tool.engine!()
      const project = await liquibaseItself.open(site(real))
      try {
        await project.add(emitted(everything))
        await project.migrate()
        const { rows } = await using(lab.server, real, client =>
          client.query<{ key: string }>(
            `SELECT id || '::' || author || '::' || filename AS key FROM databasechangelog ORDER BY orderexecuted`,
          ),
        )
        expect(replayed.map(({ migration }) => migration.id)).toEqual(rows.map(({ key }) => key))
        const after = (): Promise<Schema> => using(lab.server, real, client => catalogWithout(client, tool))
        expectSame(
          await built(
            ours,
            replayed.flatMap(({ up }) => up),
          ),
          await after(),
          'after all of it',
        )
        for (const { migration, down } of replayed.toReversed()) {
          await project.rollBack()
          if (migration.noDown === undefined) expectSame(await built(ours, down!), await after(), `after ${migration.id} was taken back`)
          else expect(migration.noDown, migration.id).toBe('empty')
        }
        expectSame(await after(), emptySchema, 'after all was taken back')
      } finally {
        await project.close()
        await liquibaseItself.stop()
      }
    })
  })

  it('change sets that load CSV files: the rows are those that we read, and each way back takes the same', async () => {
    const engine = await postgres(eighteen)
    const frontEnd = await liquibase.frontEnd!()
    const beside = Object.fromEntries(Object.entries(data).map(([name, text]) => [`db/data/${name}`, text]))
    const replayed = replay(frontEnd.read(files({ 'db/changelog/all.yaml': changelog, ...beside }), {}), { engine })
    const [real, ours] = [`real_rows_${tool.options.version}`, `ours_rows_${tool.options.version}`]
    const rowsIn = (database: string) =>
      using(lab.server, database, async client => {
        const rows: Record<string, readonly string[]> = {}
        for (const table of ['typed', 'notes', 'pairs'])
          rows[table] = (await client.query<{ row: string }>(`SELECT t::text AS row FROM ${table} AS t ORDER BY 1`)).rows.map(
            ({ row }) => row,
          )
        return rows
      })
    await withDatabases([real, ours], async () => {
      const project = await tool.command(site(real))
      try {
        await project.add(emitted({ 'all.yaml': changelog }))
        await project.add(Object.entries(data).map(([name, content]) => ({ name: `../data/${name}`, content, stage: 1 })))
        await project.migrate()
        await built(
          ours,
          replayed.flatMap(({ up }) => up),
        )
        const rows = await rowsIn(ours)
        expect(Object.values(rows).map(({ length }) => length)).toEqual([13, 3, 5])
        expect(rows).toEqual(await rowsIn(real))
        const undone = replayed.slice(-4).toReversed()
        await project.run('rollback-count', String(undone.length))
        await built(
          ours,
          undone.flatMap(({ down }) => down!),
        )
        const left = await rowsIn(ours)
        expect(left['pairs']).toEqual([])
        expect(left).toEqual(await rowsIn(real))
      } finally {
        await project.close()
      }
    })
  })
})
