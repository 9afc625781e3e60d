import { describe, expect, test } from 'vitest'
import type { FrameworkId } from '../../src/model/framework.ts'
import { reportPlan, type WrittenTo } from '../../src/pipeline/report-plan.ts'
import { samplePlan } from './sample-plan.ts'

/** What PLAN.md says of undoing each stage, and the commands it has for that. */
const undoing = async (framework: FrameworkId, written?: WrittenTo): Promise<readonly string[]> => {
  const page = await reportPlan(samplePlan, { format: 'md', framework, ...(written === undefined ? {} : { written }) })
  return [...page.matchAll(/^- \*\*Undo:\*\* ([^]*?)\n(?=- )/gm)].map(([, text]) => text!)
}
const commandsIn = (text: string | undefined): readonly string[] =>
  /```sh\n([^]*?)```/
    .exec(text ?? '')?.[1]
    ?.trim()
    .split(/\n */) ?? []

describe('how PLAN.md has a stage undone by the framework itself', () => {
  test.each(['rails', 'laravel', 'flyway', 'liquibase', 'alembic', 'sql'] as const)('%s, before its files are written', async framework => {
    expect(await undoing(framework)).toMatchSnapshot()
  })

  test.each(['golang-migrate', 'goose', 'dbmate'])('%s goes back from the top, and says so', async layout => {
    const [first] = await undoing('sql', { files: [], layout })
    expect(first).toMatch(/This goes back from the top[^]*`lockstep revert \S+ --to start`/)
    expect(commandsIn(first)).toMatchSnapshot()
  })

  test('with the versions and paths of its files once they are there', async () => {
    const { id, slug } = samplePlan.stages[0]!.units[0]!
    const at = async (framework: FrameworkId, path: string, more: Partial<WrittenTo> = {}): Promise<string> => {
      const files = [{ path, version: '20261120093000', unit: id }]
      const [first] = await undoing(framework, { files, ...more })
      return commandsIn(first).join(' ')
    }
    const none = { folders: [], options: {}, because: '' }
    expect(await at('rails', `db/migrate/20261120093000_${slug}.rb`)).toBe(`bin/rails db:migrate:down VERSION=20261120093000 # ${slug}`)
    expect(await at('rails', `db/crm_migrate/20261120093000_${slug}.rb`, { project: { ...none, database: 'crm' } })).toContain(
      'db:migrate:down:crm VERSION=20261120093000',
    )
    const php = `database/migrations/2026_11_20_093000_${slug}.php`
    expect(await at('laravel', `api/${php}`, { project: { ...none, root: 'api/' } })).toMatch(new RegExp(` --path=${php}$`))
    expect(await at('flyway', `db/undo/U20261120093000__${slug}.sql`)).toContain(
      `-f db/undo/U20261120093000__${slug}.sql \\ -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"`,
    )
    expect(await at('sql', `db/migrations/20261120093000_${slug}.down.sql`)).toContain(`-f db/migrations/20261120093000_${slug}.down.sql`)
  })
})
