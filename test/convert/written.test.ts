import { describe, expect, test } from 'vitest'
import type { FrameworkId } from '../../src/model/framework.ts'
import { sampleHistory, sampleMigrations, writeAs } from './sample-history.ts'

const targets: [to: FrameworkId, layout: string | undefined][] = [
  ['rails', undefined],
  ['laravel', undefined],
  ['flyway', undefined],
  ['liquibase', 'xml'],
  ['liquibase', 'yaml'],
  ['liquibase', 'sql'],
  ['alembic', undefined],
  ['sql', 'pairs'],
  ['sql', 'golang-migrate'],
  ['sql', 'goose'],
  ['sql', 'dbmate'],
]

describe('a converted history', () => {
  test.each(targets)('is written in %s %s as a person would', async (to, layout) => {
    const written = await writeAs(to, layout === undefined ? {} : { layout })
    const files = written.flatMap(one => one.files)
    expect(files.map(({ name, content }) => `=== ${name}\n${content}`).join('\n')).toMatchSnapshot()
  })

  test.each(targets)('is written in %s %s without anything that only a plan needs', async (to, layout) => {
    const written = await writeAs(to, layout === undefined ? {} : { layout })
    const text = written
      .filter(({ fidelity }) => fidelity === 'exact')
      .flatMap(one => one.files)
      .map(({ content }) => content.split('def downgrade')[0])
      .join('\n')
    expect(text).not.toMatch(/IF (?:NOT )?EXISTS|if_not_exists|if_exists|pg_locks|getDriverName|preConditions|lock_timeout/)
  })

  test.each(targets)('says in %s %s what it was, twice in the same words', async (to, layout) => {
    const [once, twice] = [
      await writeAs(to, layout === undefined ? {} : { layout }),
      await writeAs(to, layout === undefined ? {} : { layout }),
    ]
    expect(twice.map(({ files }) => files)).toEqual(once.map(({ files }) => files))
    expect(once.map(({ fidelity }) => fidelity)).toEqual(['exact', 'exact', 'code', 'exact', 'exact', 'exact', 'exact'])
    for (const { files, replayed } of once)
      if (layout !== 'json') expect(files[0]!.content).toContain(`Converted by Lockstep from ${replayed.migration.file}`)
  })

  test('stops where program code stood, in the language of the target', async () => {
    const codeIn = async (to: FrameworkId) => (await writeAs(to))[2]!.files[0]!.content
    expect(await codeIn('rails')).toContain('    #   u.touch # ?> --\n    # end\n    raise ')
    expect(await codeIn('laravel')).toContain('        //   u.touch # ? > --\n        // end\n        throw new RuntimeException(')
    expect(await codeIn('alembic')).toContain('    #   u.touch # ?> --\n    # end\n    raise NotImplementedError(')
    expect(await codeIn('flyway')).toContain('--   u.touch # ?> --\n-- end\nDO $lockstep$\nBEGIN\n  RAISE EXCEPTION')
  })

  test('has a file that stops in place of one that the target cannot hold, and all the others', async () => {
    const broken = {
      ...sampleMigrations[3]!,
      id: '20240101000004',
      up: (to: Parameters<(typeof sampleMigrations)[0]['up']>[0]) =>
        to.add(sampleMigrations[3]!.at, {
          kind: 'execute-sql',
          up: "SELECT '\n-- +goose Up\n'",
          reason: 'x',
          transactional: true,
          touches: [],
        }),
    }
    const history = await sampleHistory([...sampleMigrations.slice(0, 3), broken, ...sampleMigrations.slice(4)])
    const written = await writeAs('sql', { layout: 'goose' }, history)
    expect(written.map(({ fidelity }) => fidelity)).toEqual(['exact', 'exact', 'code', 'refused', 'exact', 'exact', 'exact'])
    expect(written[3]!.files[0]!.content).toContain('RAISE EXCEPTION')
    expect(written[3]!.passages[0]!.reason).toContain('goose would misread')
  })

  test('keeps the question that its author asks the database', async () => {
    const asks = sampleMigrations[3]!
    const history = await sampleHistory([
      sampleMigrations[0]!,
      { ...asks, up: to => to.sql('ALTER TABLE users ADD COLUMN x integer, DROP COLUMN IF EXISTS never_there', asks.at) },
    ])
    for (const to of ['rails', 'alembic', 'laravel', 'liquibase'] as const)
      expect((await writeAs(to, {}, history))[1]!.files[0]!.content).toContain('DROP COLUMN IF EXISTS never_there')
  })
})
