import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pathFrom, workspaceOf } from '../../src/pipeline/workspace.ts'

describe('the workspace', () => {
  let folder: string
  const home = process.cwd()
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockstep-workspace-')))
    mkdirSync(join(folder, 'api', 'lockstep', 'changes'), { recursive: true })
    process.chdir(folder)
  })
  afterEach(() => {
    process.chdir(home)
    rmSync(folder, { recursive: true, force: true })
  })

  test('is where the command was run, where nothing says more', () => {
    expect(workspaceOf('api/lockstep/changes/rename.ts')).toEqual({ root: folder })
  })

  test('is the repository, however deep the file lies', () => {
    mkdirSync(join(folder, '.git'))
    expect(workspaceOf('api/lockstep/changes/rename.ts')).toEqual({ root: folder })
    process.chdir('api/lockstep')
    expect(workspaceOf()).toEqual({ root: folder })
  })

  test('is the folder of the nearest configuration within it', () => {
    mkdirSync(join(folder, '.git'))
    writeFileSync(join(folder, 'api', 'lockstep.config.ts'), '')
    const api = join(folder, 'api')
    expect(workspaceOf('api/lockstep/changes')).toEqual({ root: api, config: join(api, 'lockstep.config.ts') })
    expect(workspaceOf()).toEqual({ root: folder })
    expect(pathFrom(api, 'api/db/migrate/1_x.rb')).toBe('db/migrate/1_x.rb')
  })

  test('does not reach over the repository', () => {
    writeFileSync(join(folder, 'lockstep.config.ts'), '')
    mkdirSync(join(folder, 'api', '.git'))
    expect(workspaceOf('api')).toEqual({ root: join(folder, 'api') })
  })
})
