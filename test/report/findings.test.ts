import { describe, expect, test } from 'vitest'
import type { Checked, FindingFormat } from '../../src/report/findings/checked.ts'
import { renderFindings } from '../../src/report/findings/index.ts'
import { rules } from '../../src/rules/index.ts'

const source = 'class AddIndex < ActiveRecord::Migration[7.1]\n  def change\n    add_index :users, :email\n  end\nend\n'

const checked: Checked = {
  root: '/repository',
  findings: [
    {
      rule: 'create-index-blocks-writes',
      severity: 'error',
      way: 'up',
      migration: '20260101000000',
      framework: 'rails',
      span: { file: 'db/migrate/20260101000000_add index.rb', line: 3, column: 5, endLine: 3, endColumn: 29 },
      message: 'every write to users waits while index index_users_on_email is built: 100%',
      locks: [{ relation: { name: 'users' }, relationKind: 'table', mode: 'share', work: 'index-build' }],
      breaks: [],
      subject: { table: 'users', index: 'index_users_on_email', symbols: ':email', columns: 'email' },
    },
    {
      rule: 'no-way-back',
      severity: 'note',
      way: 'up',
      migration: '20260101000000',
      framework: 'rails',
      span: { file: 'db/migrate/20260101000000_add index.rb', line: 1, column: 1 },
      message: 'AddIndex: it says no way back',
      locks: [],
      breaks: [],
      subject: {},
    },
  ],
  diagnostics: [
    {
      code: 'unused-acknowledgement',
      severity: 'error',
      message: 'nothing here',
      help: 'take it out',
      span: { file: 'a.rb', line: 2, column: 1 },
    },
  ],
  judgedAs: ['postgres@16 with rails'],
  migrations: 1,
  files: 1,
  answered: 2,
  covered: [{ plan: 'drop-users-name', findings: 1 }],
  known: 0,
}

const render = (format: FindingFormat, notes = false): string =>
  renderFindings(checked, {
    format,
    notes,
    version: '1.2.3',
    isPainted: false,
    width: 100,
    sourceOf: () => source,
    nameOf: file => file,
  })

describe('findings', () => {
  test('as text show the place, the lock, the time and the remedy in the framework’s words', () => {
    expect(render('text')).toMatchInlineSnapshot(`
      "error nothing here [unused-acknowledgement]
        at a.rb:2:1
        1 | class AddIndex < ActiveRecord::Migration[7.1]
        2 |   def change
          | ^
        3 |     add_index :users, :email
        help take it out

      error every write to users waits while index index_users_on_email is built: 100%
            [create-index-blocks-writes]
        at db/migrate/20260101000000_add index.rb:3:5
        2 |   def change
        3 |     add_index :users, :email
          |     ^^^^^^^^^^^^^^^^^^^^^^^^
        4 |   end
        locks   users: share, blocks writes; builds an index
        time    grows with the table: minutes for each 10 GB
        instead build it CONCURRENTLY, outside a transaction; on a partitioned table, one partition after
                the other and then attached
                disable_ddl_transaction!
                add_index :users, [:email], name: "index_users_on_email", algorithm: :concurrently

      notes no-way-back 1 (--notes shows them)

      2 errors and 1 note (1 covered by the plan drop-users-name, 2 acknowledged); 1 migration in 1 file, as postgres@16 with rails
      "
    `)
  })

  test('as text count the notes, and tell them when asked', () => {
    expect(render('text')).toContain('notes no-way-back 1 (--notes shows them)')
    expect(render('text', true)).toContain('note AddIndex: it says no way back [no-way-back]')
  })

  test('as JSON carry the remedy', () => {
    const { findings, answered } = JSON.parse(render('json')) as { findings: { remedy: { code: string[] } }[]; answered: number }
    expect(findings[0]?.remedy.code).toEqual([
      'disable_ddl_transaction!',
      'add_index :users, [:email], name: "index_users_on_email", algorithm: :concurrently',
    ])
    expect(answered).toBe(2)
  })

  test('as SARIF have the shape its schema asks for', () => {
    const log = JSON.parse(render('sarif')) as Sarif
    expect(log.version).toBe('2.1.0')
    expect(log.$schema).toContain('sarif-2.1.0')
    const [run] = log.runs
    expect(log.runs).toHaveLength(1)
    const { driver } = run!.tool
    expect(driver).toMatchObject({ name: 'lockstep', semanticVersion: '1.2.3' })
    const ids = driver.rules.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining(rules.map(({ id }) => id)))
    for (const { shortDescription } of driver.rules) expect(shortDescription.text.length).toBeGreaterThan(0)
    expect(run!.results).toHaveLength(3)
    for (const result of run!.results) {
      expect(ids[result.ruleIndex]).toBe(result.ruleId)
      expect(['none', 'note', 'warning', 'error']).toContain(result.level)
      expect(result.message.text.length).toBeGreaterThan(0)
      for (const { physicalLocation } of result.locations) {
        expect(physicalLocation.artifactLocation.uri).toMatch(/^[^\s\\]+$/)
        expect(physicalLocation.artifactLocation.uriBaseId).toBe('%SRCROOT%')
        expect(physicalLocation.region.startLine).toBeGreaterThan(0)
        expect(physicalLocation.region.startColumn).toBeGreaterThan(0)
      }
    }
  })

  test('as workflow commands escape what GitHub reads', () => {
    const [first, second, third] = render('github').trimEnd().split('\n')
    expect(first).toMatch(
      /^::error file=db\/migrate\/20260101000000_add index\.rb,line=3,col=5,endLine=3,title=create-index-blocks-writes::/,
    )
    expect(first).toContain('built: 100%25%0AInstead: ')
    expect(second).toMatch(/^::notice /)
    expect(third).toMatch(/^::error file=a\.rb/)
  })

  test('as GitLab’s report have fingerprints of their own', () => {
    const issues = JSON.parse(render('gitlab')) as { fingerprint: string; severity: string; location: { lines: { begin: number } } }[]
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(3)
    expect(issues.map(({ severity }) => severity)).toEqual(['critical', 'info', 'critical'])
    expect(issues[0]?.location.lines.begin).toBe(3)
  })

  test('as Markdown fold the notes away', () => {
    const text = render('markdown')
    expect(text).toContain('## Migrations: 1 to look at (1 read)')
    expect(text).toContain('```ruby\ndisable_ddl_transaction!')
    expect(text).toContain('<details><summary>1 notes</summary>')
  })
})

interface Sarif {
  readonly $schema: string
  readonly version: string
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly rules: readonly { readonly id: string; readonly shortDescription: { readonly text: string } }[] }
    }
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex: number
      readonly level: string
      readonly message: { readonly text: string }
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string }
          readonly region: { readonly startLine: number; readonly startColumn: number }
        }
      }[]
    }[]
  }[]
}
