import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generateFiles } from '../../src/pipeline.ts'
import { expectSameCatalog } from '../acceptance/rehearsal.ts'
import { filesFor, now, using } from './lab/case.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import { onCopy } from './lab/on-copy.ts'
import { contractTooEarly, tooEarly } from './lab/too-early.ts'
import { liquibaseTools } from './lab/tools/liquibase.ts'

const present = presentOf(liquibaseTools)
const inXml = present.filter(({ options }) => options.layout === 'xml')
const newest = present.filter(({ id }) => id === 'liquibase-5')

const lab = onServer({ major: 18 })
const { example } = lab

describe('what the user meets', () => {
  it.for(inXml)('$id stops a contract that comes too early, says what is missing, and changes nothing', async tool => {
    expect(await contractTooEarly(await example('rename-column'), tool)).toMatch(tooEarly)
  })

  it.for(inXml)('$id is content between the phases: validate finds nothing, status nothing to do', async tool => {
    const it = await example('rename-column')
    const files = await filesFor(it.plan, tool)
    await onCopy(it, tool, async ({ project }) => {
      for (const stage of [1, 2, 3]) {
        await project.add(files.filter(file => file.stage === stage))
        expect(await project.run('validate')).toContain('No validation errors found')
        await project.migrate()
        expect(await project.run('status')).toContain('is up to date')
      }
    })
  })

  it.for(present)('$id has a way back for every change set: update-testing-rollback', async tool => {
    const it = await example('add-foreign-key')
    await onCopy(it, tool, async ({ project, catalog }) => {
      await project.add(await filesFor(it.plan, tool))
      expect(await project.run('update-testing-rollback')).toContain('Rolling Back Changeset')
      expectSameCatalog(await catalog(), it.target, 'after up, down and up')
    })
  })

  it.for(newest)('$id waits for the lock of a run that was killed until release-locks', async tool => {
    const it = await example('add-check')
    await onCopy(it, tool, async ({ project, database, catalog }) => {
      await project.migrate() // makes its tables
      await using(lab.server, database, client =>
        client.query(`UPDATE databasechangeloglock SET locked = true, lockgranted = now(), lockedby = 'a pod that is gone'`),
      )
      await project.add(await filesFor(it.plan, tool))
      await expect(project.run('--changelog-lock-wait-time-in-minutes=0', 'update')).rejects.toThrow(/locked by a pod that is gone/)
      await project.run('release-locks')
      await project.migrate()
      expectSameCatalog(await catalog(), it.target, 'after the lock was released')
    })
  })

  it.for(newest)('$id finds the checksums that Liquibase 4 noted', async tool => {
    const older = present.find(({ id }) => id === 'liquibase-4')!
    const it = await example('rename-column')
    const files = await filesFor(it.plan, tool)
    await onCopy(it, older, async ({ project, database }) => {
      await project.add(files)
      await project.migrate()
      const site = { host: '127.0.0.1', port: lab.server.port, database, user: 'postgres' }
      const upgraded = await tool.command(site)
      await upgraded.add(files)
      expect(await upgraded.run('validate')).toContain('No validation errors found')
      expect(await upgraded.run('status')).toContain('is up to date')
      await upgraded.close()
    })
  })
})

describe('settings of the user', () => {
  it.for(present)('$id finds the files by includeAll', async tool => {
    const it = await example('add-unique')
    await onCopy(it, tool, async ({ project, catalog, applied }) => {
      const files = await filesFor(it.plan, tool)
      await project.add(files)
      writeFileSync(
        join(project.folder, 'db', 'all.yaml'),
        'databaseChangeLog:\n  - includeAll: {path: changelog, relativeToChangelogFile: true}\n',
      )
      rmSync(join(project.folder, 'db', 'changelog', 'master.xml'))
      await project.run('update', '--changelog-file=db/all.yaml')
      expectSameCatalog(await catalog(), it.target, 'after includeAll')
      expect(await applied()).toEqual(files.map(({ name }) => name))
    })
  })

  it.for(present)('$id leaves a change set to its context and label', async tool => {
    const it = await example('add-check')
    const options = { framework: tool.framework, ...tool.options, contexts: 'prod or staging', labels: 'expand' }
    const files = await generateFiles(it.plan, { ...options, phase: 'all', now })
    if (!files.ok) throw new Error(JSON.stringify(files.diagnostics))
    await onCopy(it, tool, async ({ project, catalog, applied }) => {
      await project.add(files.value)
      await project.run('update', '--contexts=test')
      await project.run('update', '--contexts=prod', '--label-filter=contract')
      expect(await applied()).toEqual([])
      await project.run('update', '--contexts=prod', '--label-filter=expand')
      expectSameCatalog(await catalog(), it.target, 'after the right context came')
    })
  })
})
