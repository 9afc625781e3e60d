import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lockstep } from './terminal.ts'

describe('a wrong command line', () => {
  test.each([
    [['plna'], 'there is no command plna', 'did you mean plan?'],
    [[], 'say what to do', 'lockstep --help'],
    [['plan'], 'plan needs a change file', 'lockstep plan --help'],
    [['plan', 'a.ts', 'b.ts'], 'b.ts is one argument too many', 'lockstep plan --help'],
    [['plan', 'a.ts', '--fromat', 'json'], 'there is no option --fromat', 'did you mean --format?'],
    [['plan', 'a.ts', '--format', 'jsno'], '--format must be one of text, md, json, not jsno', 'did you mean json?'],
    [['plan', 'a.ts', '--max-stall', 'soon'], '--max-stall must be a whole number', 'lockstep plan --help'],
    [['generate', 'a.ts'], '--to must be given', 'lockstep generate --help'],
    [['generate', 'a.ts', '--to', 'rals'], '--to must be one of rails', 'did you mean rails?'],
    [['generate', 'a.ts', '--to', 'sql', '--phase', 'all'], 'needs --out DIR', 'lockstep generate --help'],
    [['generate', 'a.ts', '--to', 'sql', '--now', 'today'], 'is no ISO 8601 time', 'lockstep generate --help'],
    [
      ['generate', 'a.ts', '--to', 'sql', '--phase', 'all', '--stage', '2', '--out', 'x'],
      '--stage and --phase exclude each other',
      'lockstep generate --help',
    ],
    [
      ['generate', 'schema-examples/rename-column.ts', '--to', 'sql', '--stage', '9'],
      'The plan has no stage 9',
      'its stages are 1 (expand)',
    ],
    [['plan', 'a.ts', '--format', 'md', '--format', 'json'], '--format is stated twice', 'lockstep plan --help'],
    [['generate', 'a.ts', '--to', 'rails', '--to', 'sql'], '--to is stated twice', 'lockstep generate --help'],
    [['generate', 'a.ts', '--to', 'rails', '--layout', 'goose'], '--layout goose is not one of rails', 'lockstep generate --help'],
    [['generate', 'a.ts', '--to', 'sql', '--layout', 'xml'], 'pairs, golang-migrate, goose, dbmate', 'lockstep generate --help'],
    [['generate', 'a.ts', '--to', 'sql', '--author', 'me'], '--author is for Liquibase', 'lockstep generate --help'],
    [['generate', 'a.ts', '--to', 'sql', '--stage', 'two'], '--stage must be the number of a stage', 'lockstep generate --help'],
    [['generate', 'a.ts', '--to', 'sql', '--out', ''], '--out must name a folder', 'lockstep generate --help'],
    [
      ['generate', 'schema-examples/rename-column.ts', '--to', 'sql', '--phase', 'all', '--out', 'nowhere/db/migrate/try'],
      'lies in db/migrate, a migrations folder',
      'lockstep generate --help',
    ],
    [['pull', '--database-url', 'mysql://x/y'], 'does not start with postgres://', 'postgres://user'],
    [['pull'], '--database-url must be given', 'lockstep pull --help'],
    [['explain', 'renam-column'], 'nothing to explain under renam-column', 'did you mean rename-column?'],
    [['plan', 'schema-examples/rename-column.ts', '--engine', 'oracle'], '"oracle" is no PostgreSQL version', 'postgres@'],
  ])('%j is answered with what was meant, and 64', async (args, message, help) => {
    const { code, out, error } = await lockstep(...args)
    expect(code).toBe(64)
    expect(out).toBe('')
    expect(error).toContain(message)
    expect(error).toContain(help)
  })

  test('a missing file is a failure, not a wrong command line', async () => {
    const { code, error } = await lockstep('plan', 'nowhere.ts')
    expect(code).toBe(2)
    expect(error).toContain('nowhere.ts')
  })

  test('so is a folder', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'lockstep-')), 'change.ts')
    mkdirSync(folder)
    const { code, error } = await lockstep('plan', folder)
    rmdirSync(folder)
    expect(code).toBe(2)
    expect(error).toContain(`${folder} is a folder`)
  })
})

describe('help', () => {
  test.each(['init', 'plan', 'generate', 'check', 'pull', 'explain'])('of %s has examples and the exit codes', async command => {
    const { code, out, error } = await lockstep(command, '--help')
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out).toContain('Examples:')
    expect(out).toContain('Exit codes: 0 done, 1 findings, 2 failure, 64')
  })

  test('of the program names every command', async () => {
    const { code, out } = await lockstep('--help')
    expect(code).toBe(0)
    for (const command of ['init', 'plan', 'generate', 'check', 'pull', 'explain']) expect(out).toContain(`lockstep ${command}`)
  })
})
