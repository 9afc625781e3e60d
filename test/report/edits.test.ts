import { createRequire } from 'node:module'
import { loadModule, parseSync } from 'libpg-query'
import { parse as parsePython } from 'py-ast'
import { beforeAll, describe, expect, test } from 'vitest'
import { frameworkIds, type FrameworkId } from '../../src/model/framework.ts'
import type { ApplicationEdit } from '../../src/model/gate.ts'
import { nameOf } from '../../src/model/name.ts'
import type { Column } from '../../src/model/schema.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { adviseEdit } from '../../src/report/application-edits.ts'

const users = nameOf('users')
const odd = nameOf('Odd "table\'s" #{name}', 'bil`ling')

/** One of each kind, with usual names and with names nobody should have. */
const edits: readonly ApplicationEdit[] = [
  [users, 'full_name', 'name'] as const,
  [odd, 'a \'b" #{c} \\ $d', '1st "col\'umn"'] as const,
].flatMap(([table, column, other]): readonly ApplicationEdit[] => [
  { kind: 'ignore-column', table, column },
  { kind: 'stop-using-column', table, column },
  { kind: 'use-column', table, column },
  { kind: 'use-column', table, column, instead: other },
  { kind: 'always-write-column', table, column },
  { kind: 'always-write-column', table, column, from: other },
  { kind: 'accept-null', table, column },
  { kind: 'use-relation', relation: table, instead: nameOf('people') },
  { kind: 'stop-using-relation', relation: table },
  { kind: 'accept-value', type: nameOf('order_status'), value: column },
  { kind: 'stop-using-value', type: nameOf('order_status'), value: column },
  { kind: 'keep-rule', table, rule: 'email is never written twice' },
])

const column = (name: string, native: string, kind: Column['type']['kind']): Column => ({ name, nullable: false, type: { kind, native } })

const planWith = (found: Column): Pick<Plan, 'changes' | 'stages'> => ({
  stages: [],
  changes: [
    { kind: 'rename-column', table: users, from: { ...found, name: 'name' }, to: 'full_name' },
    { kind: 'add-column', table: odd, column: { ...found, name: 'a \'b" #{c} \\ $d' } },
  ],
})
const known = planWith(column('name', 'text', 'text'))
const unknown: Pick<Plan, 'changes' | 'stages'> = { stages: [], changes: [] }

const codeOf = (framework: FrameworkId, edit: ApplicationEdit, plan: Pick<Plan, 'changes' | 'stages'>) => {
  const { code } = adviseEdit(edit, framework, plan)
  return code === undefined ? undefined : { language: code.language, text: code.lines.join('\n') }
}

/** Says what is wrong with a snippet, by a parser of its language; `undefined` where nothing is. */
type Checker = (text: string) => string | undefined

const attempt = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (problem) {
    return String(problem)
  }
}

describe('application edits', () => {
  const checkers = new Map<string, Checker>()
  beforeAll(async () => {
    const [{ loadPrism }] = await Promise.all([import('@ruby/prism'), loadModule()])
    const prism = await loadPrism()
    const { Engine } = createRequire(import.meta.url)('php-parser') as {
      Engine: new (options: object) => { parseCode: (text: string, name: string) => unknown }
    }
    const php = new Engine({ parser: { version: '8.3', suppressErrors: false } })
    checkers.set('ruby', text => {
      const { errors } = prism(`class Model\n${text}\nend\n`)
      return errors.length === 0 ? undefined : JSON.stringify(errors)
    })
    checkers.set('php', text =>
      attempt(() =>
        php.parseCode(
          text.startsWith('$') ? `<?php\n${text}` : `<?php\n${text.startsWith('case ') ? 'enum' : 'class'} Model {\n${text}\n}\n`,
          'x.php',
        ),
      ),
    )
    checkers.set('python', text => attempt(() => parsePython(`class Model:\n${text.replaceAll(/^/gm, '    ')}\n`)))
    checkers.set('sql', text => attempt(() => parseSync(text)))
    checkers.set('java', text =>
      /[“”…]/.test(text) || (text.match(/[{(]/g)?.length ?? 0) !== (text.match(/[)}]/g)?.length ?? 0) ? 'unbalanced' : undefined,
    )
    checkers.set('diff', text => (text.split('\n').every(line => /^[-+]/.test(line)) ? undefined : 'no difference'))
  })

  test.each(frameworkIds)('of %s are code that its language takes, whatever the names', framework => {
    for (const plan of [known, unknown])
      for (const edit of edits) {
        const snippet = codeOf(framework, edit, plan)
        if (snippet === undefined) continue
        const check = checkers.get(snippet.language)
        expect(check, snippet.language).toBeDefined()
        expect(check!(snippet.text), `${edit.kind}:\n${snippet.text}`).toBeUndefined()
      }
  })

  test.each(frameworkIds)('of %s say a sentence about each kind that names what it is about', framework => {
    for (const edit of edits.slice(0, edits.length / 2)) {
      const { text } = adviseEdit(edit, framework, known)
      expect(text, edit.kind).toMatch(/(users|people|full_name|order_status)/)
      expect(text, edit.kind).toMatch(/[.:]$/)
    }
  })

  test('map a column as what it is', () => {
    const use: ApplicationEdit = { kind: 'use-column', table: users, column: 'full_name', instead: 'name' }
    const of = (framework: FrameworkId, native: string, kind: Column['type']['kind'], more: Partial<Column['type']> = {}) =>
      codeOf(framework, use, planWith({ name: 'name', nullable: true, type: { kind, native, ...more } }))?.text
    expect(of('alembic', 'character varying(80)', 'varchar', { length: 80 })).toContain(
      'full_name: Mapped[str | None] = mapped_column("full_name", sa.String(80))',
    )
    expect(of('alembic', 'numeric(10,2)', 'numeric', { precision: 10, scale: 2 })).toContain('sa.Numeric(10, 2)')
    expect(of('flyway', 'timestamp with time zone', 'timestamptz')).toBe('@Column(name = "full_name")\nprivate OffsetDateTime fullName;')
    expect(of('flyway', 'jsonb', 'jsonb')).toContain('@JdbcTypeCode(SqlTypes.JSON)')
    expect(of('laravel', 'jsonb', 'jsonb')).toContain("protected $casts = ['full_name' => 'array'];")
    expect(of('rails', 'text', 'text')).toBe('self.ignored_columns += %w[name]\nalias_attribute :name, :full_name')
  })
})
