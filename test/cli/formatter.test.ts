import { afterEach, describe, expect, test } from 'vitest'
import { contentHash } from '../../src/life/content-hash.ts'
import { wordsOf } from '../../src/pipeline/life/run-formatter.ts'
import { rename, teamRepository, type TeamRepository } from './team-repository.ts'

const change = 'lockstep/changes/rename.ts'
const rails = {
  'Gemfile.lock': '    activerecord (8.0.2)\n    pg (1.5.9)\n',
  'db/migrate/20261001090000_x.rb': 'class X < ActiveRecord::Migration[8.0]\nend\n',
}
const config = (formatter: string): string => `export default { framework: 'rails', formatter: ${JSON.stringify(formatter)} }\n`
/** Puts a line before each file, in the manner of a formatter. */
const format =
  "const fs = require('fs'); for (const f of process.argv.slice(3)) fs.writeFileSync(f, `# ${process.argv[2]}\\n` + fs.readFileSync(f, 'utf8'))"

describe('the team’s formatter', () => {
  let team: TeamRepository
  afterEach(() => team.leave())

  test('has the last word on what is written, and the state knows the files as it left them', async () => {
    team = teamRepository({
      ...rails,
      'tools/format.cjs': format,
      'lockstep.config.ts': config(`node tools/format.cjs "frozen; $(touch harm)"`),
    })
    const { code } = await team.generate(change, '--stage', '1')
    expect(code).toBe(0)
    const [file] = team.state().files
    expect(team.read(file!.path).split('\n')[0]).toBe('# frozen; $(touch harm)')
    expect(file!.sha256).toBe(contentHash(team.read(file!.path)))
    expect(team.files()).not.toContain('harm')
    expect(team.read('db/migrate/20261001090000_x.rb')).not.toContain('frozen')
  })

  test('that fails is shown with what it says; the files stay, and nothing has to be generated again', async () => {
    team = teamRepository({ ...rails, 'lockstep.config.ts': config(`node -e "console.log('db/migrate: 1 offense'); process.exit(3)"`) })
    const { code, said } = await team.generate(change, '--stage', '1')
    expect(code).toBe(2)
    expect(said).toContain('ended with 3')
    expect(said).toContain('db/migrate: 1 offense')
    expect(team.state().files).toHaveLength(1)
    expect(team.files('db/migrate')).toHaveLength(2)
  })

  test('does not run where no file is left for it: without arguments it would take the whole repository', async () => {
    team = teamRepository({
      ...rails,
      'tools/format.cjs': "require('fs').appendFileSync('ran.txt', `${process.argv.length - 2}\\n`)\n",
      'lockstep.config.ts': "export default { framework: 'rails', lockCode: 'helper', formatter: 'node tools/format.cjs' }\n",
    })
    team.commit()
    team.git('checkout', '-qb', 'rename')
    await team.generate(change, '--stage', '1')
    expect(team.read('ran.txt')).toBe('1\n')
    const [file] = team.state().files
    team.write(file!.path, `${team.read(file!.path)}# mine\n`)
    team.write('db/migrate/20261121090000_y.rb', 'class Y < ActiveRecord::Migration[8.0]\nend\n')
    expect((await team.generate(rename, '--restamp', '--now', '2026-11-25T09:30:00Z')).code).toBe(0)
    expect(team.read('ran.txt')).toBe('1\n')
  })

  test('that is not there is named', async () => {
    team = teamRepository({ ...rails, 'lockstep.config.ts': config('no-such-formatter -a') })
    const { code, said } = await team.generate(change, '--stage', '1')
    expect(code).toBe(2)
    expect(said).toContain('The files are written, but the formatter `no-such-formatter -a` could not be run')
  })
})

test.each([
  ['bundle exec rubocop -a', ['bundle', 'exec', 'rubocop', '-a']],
  ["ruff format --config 'a b.toml'", ['ruff', 'format', '--config', 'a b.toml']],
  ['x "a \\"b\\" \\\\ $c" d\\ e --f="g h"', ['x', 'a "b" \\ $c', 'd e', '--f=g h']],
  ["x ''", ['x', '']],
  ["x 'open", undefined],
])('words of %s', (command, words) => expect(wordsOf(command)).toEqual(words))
