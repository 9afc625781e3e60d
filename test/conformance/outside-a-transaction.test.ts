import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { loadExample } from '../acceptance/examples.ts'
import { expectSameCatalog } from '../acceptance/rehearsal.ts'
import { type Case, filesFor, prepareCase } from './lab/case.ts'
import { onCopy } from './lab/on-copy.ts'
import { presentOf } from './lab/test-file.ts'
import type { CommandProject, Tool } from './lab/tool.ts'
import { flywayTools } from './lab/tools/flyway.ts'
import { sqlTools } from './lab/tools/sql.ts'

const [psql, golangMigrate, goose, dbmate] = sqlTools as readonly [Tool, Tool, Tool, Tool]
const present = presentOf(sqlTools)
const flyway = flywayTools.find(({ id }) => id === 'flyway-12')!

const every = ['rename-column', 'add-foreign-key', 'add-check', 'make-required', 'detach-partition', 'widen-varchar-under-views']
const refusal = /LOCKSTEP: this file must run as one transaction[^]*Nothing was changed\.[^]*psql: -1 -f FILE/

/** It takes locks that stop traffic, and relies on a transaction around it. */
const locks = ({ content }: EmittedFile): boolean => content.includes('give_up') && !/^BEGIN;$/m.test(content)

/** The oldest server reads the same head: a table by itself, and two. */
const few = ['add-check', 'add-foreign-key']

describe.each([12, 18])('PostgreSQL %i', major => {
  const names = major === 12 && process.env.LOCKSTEP_LAB !== 'full' ? few : every
  let server: Server
  const cases: Case[] = []
  beforeAll(async () => {
    server = await startServer({ major })
    for (const name of names) cases.push(await prepareCase(name, await loadExample(name), server))
  }, 120_000)
  afterAll(() => server?.stop())

  it.runIf(present.includes(psql)).each(names)(
    '%s of golang-migrate by psql -f, forth and back: stops and says so, and runs under -1',
    async name => {
      const it = cases.find(each => each.name === name)!
      const files = await filesFor(it.plan, golangMigrate)
      const [up, down] = ['.up.sql', '.down.sql'].map(end => files.filter(file => file.name.endsWith(end)))
      await onCopy<CommandProject>(it, psql, async ({ project, catalog }) => {
        await project.add(files)
        let refused = 0
        for (const file of [...up!, ...down!.toReversed()]) {
          const path = join('migrations', file.name)
          if (!locks(file)) {
            await project.run('-v', 'ON_ERROR_STOP=1', '-f', path)
            continue
          }
          const before = await catalog()
          for (const words of [[], ['-v', 'ON_ERROR_STOP=1']]) {
            await expect(project.run(...words, '-f', path)).rejects.toThrow(refusal)
            expectSameCatalog(await catalog(), before, `${file.name} by psql ${words.join(' ')}`)
          }
          await project.run('-1', '-v', 'ON_ERROR_STOP=1', '-f', path)
          refused += 1
          if (file === up!.at(-1)) expectSameCatalog(await catalog(), it.target, 'after going up')
        }
        expect(refused).toBeGreaterThan(0)
      })
    },
  )

  const outside = (files: readonly EmittedFile[]): readonly EmittedFile[] =>
    files.map(file => ({ ...file, content: file.content.replace(/^-- \+goose Up$/m, '-- +goose NO TRANSACTION\n-- +goose Up') }))

  it.runIf(present.includes(goose))('goose with NO TRANSACTION written into a file: stops and says so, forth and back', async () => {
    const it = cases.find(({ name }) => name === 'add-check')!
    const files = await filesFor(it.plan, goose)
    await onCopy<CommandProject>(it, goose, async ({ project, catalog, applied }) => {
      await project.add(outside(files))
      const before = await catalog()
      await expect(project.migrate()).rejects.toThrow(refusal)
      expectSameCatalog(await catalog(), before, 'after it stopped')
      expect(await applied()).toEqual([])
      await project.add(files)
      await project.migrate()
      const after = await catalog()
      await project.add(outside(files))
      await expect(
        (async () => {
          for (const _ of files) await project.rollBack()
        })(),
      ).rejects.toThrow(refusal)
      expect(await applied()).not.toEqual([])
      if ((await applied()).length === files.length) expectSameCatalog(await catalog(), after, 'after the way back stopped')
    })
  })

  it.runIf(present.includes(dbmate))(
    'dbmate with transaction:false written into a file: it is one message still, and so one transaction',
    async () => {
      const it = cases.find(({ name }) => name === 'add-check')!
      const files = await filesFor(it.plan, dbmate)
      await onCopy<CommandProject>(it, dbmate, async ({ project, catalog }) => {
        await project.add(
          files.map(file => ({ ...file, content: file.content.replaceAll(/^-- migrate:(up|down)$/gm, '-- migrate:$1 transaction:false') })),
        )
        await project.migrate()
        expectSameCatalog(await catalog(), it.target, 'after going up')
      })
    },
  )

  it.runIf(major === 18 && flyway.missing === undefined)('Flyway with executeInTransaction=false: stops and says so', async () => {
    const it = cases.find(({ name }) => name === 'add-check')!
    await onCopy<CommandProject>(it, flyway, async ({ project, catalog }) => {
      await project.add(await filesFor(it.plan, flyway))
      const before = await catalog()
      await expect(project.run('migrate', 'executeInTransaction=false')).rejects.toThrow(/LOCKSTEP: this file must run as one transaction/)
      expectSameCatalog(await catalog(), before, 'after it stopped')
    })
  })
})
