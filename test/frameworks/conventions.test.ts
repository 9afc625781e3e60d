import { beforeAll, describe, expect, test } from 'vitest'
import type { FrameworkOptions } from '../../src/frameworks/framework.ts'
import { fileNameOf } from '../../src/frameworks/alembic/file-name.ts'
import { findProjects } from '../../src/frameworks/alembic/project/index.ts'
import { versionsByPattern } from '../../src/frameworks/versions-by-pattern.ts'
import type { FrameworkId } from '../../src/model/framework.ts'
import { frameworkIds } from '../../src/model/framework.ts'
import { generateFiles, planChange } from '../../src/pipeline.ts'
import type { Plan } from '../../src/plan/plan.ts'
import change from '../../schema-examples/rename-column.ts'

const now = new Date('2026-11-20T09:30:00Z')
let plan: Plan
beforeAll(async () => {
  const planned = await planChange(change)
  if (!planned.ok) throw new Error('the example does not plan')
  plan = planned.value
})
const files = async (framework: FrameworkId, options: FrameworkOptions & { readonly after?: string } = {}) => {
  const written = await generateFiles(plan, { framework, now, ...options })
  if (!written.ok) throw new Error(written.diagnostics.map(({ message }) => message).join('\n'))
  return written.value
}

describe('the header', () => {
  test.each(frameworkIds)('of %s has the lines the team wants, its own words among them', async framework => {
    for (const { name, content } of await files(framework, {
      header: ['Copyright Shop Ltd., encoding: none', '{rollback}', '{no-return}'],
    })) {
      if (/undo|\.conf$/.test(name)) continue
      expect(content, name).toContain('Copyright Shop Ltd., encoding : none')
      expect(content, name).toContain('Rollback: ')
      expect(content, name).not.toContain('Lockstep plan ')
    }
  })

  test.each(frameworkIds)('of %s is left out where the team wants none', async framework => {
    for (const { name, content } of await files(framework, { header: false })) {
      expect(content, name).not.toContain('Lockstep plan ')
      expect(content, name).toMatch(/^\S/)
    }
  })
})

describe('names', () => {
  test.each([
    ['rails', /^\d{14}_shop_\w+\.rb$/, 'class Shop'],
    ['laravel', /^2026_11_20_\d{6}_shop_\w+\.php$/, ''],
    ['flyway', /^(?:\.\.\/undo\/U|V)\d{14}__shop_\w+\.sql(?:\.conf)?$/, ''],
    ['liquibase', /^\d{14}_shop_\w+\.xml$/, 'id="shop_'],
    ['alembic', /^[0-9a-f]{12}_shop_\w+\.py$/, ''],
    ['sql', /^\d{14}_shop_\w+\.(?:up|down)\.sql$/, ''],
  ] as const)('of %s follow the pattern of the team', async (framework, name, content) => {
    for (const file of await files(framework, { naming: 'shop_{slug}' })) {
      expect(file.name).toMatch(name)
      expect(file.content).toContain(content)
    }
  })

  test('of contract stages lead to the folder for migrations after the deploy', async () => {
    const phases = new Map(plan.stages.map(({ number, phase }) => [number, phase]))
    for (const { name, stage } of await files('rails', { postMigrate: '../post_migrate' }))
      expect(name.startsWith('../post_migrate/')).toBe(phases.get(stage) === 'contract')
  })
})

describe('versions by a pattern', () => {
  const versions = (pattern: string, after?: string) => {
    const made = versionsByPattern(pattern, after, 2, now)
    return made === undefined ? undefined : made.ok ? made.value : made.diagnostics[0]?.message
  }
  test('begin at one, and go on from the highest that begins alike', () => {
    expect(versions('{n}')).toEqual(['1', '2'])
    expect(versions('{nnnn}', '0041')).toEqual(['0042', '0043'])
    expect(versions('{yyyy}.{mm}.{n}', '2026.10.7')).toEqual(['2026.11.1', '2026.11.2'])
    expect(versions('{yyyy}.{mm}.{n}', '2026.11.7')).toEqual(['2026.11.8', '2026.11.9'])
    expect(versions('3_{stamp}', '3_20260101000000')).toEqual(['3_20261120092959', '3_20261120093000'])
  })
  test('are refused where they would not run', () => {
    expect(versions('{n}', '2026.1')).toMatch(/makes 1, which is not above 2026\.1/)
  })
  test('name the scripts of Flyway', async () => {
    expect((await files('flyway', { numbering: '{yyyy}.{mm}.{n}', after: '2026.11.3' })).map(({ name }) => name.split('__')[0])).toContain(
      'V2026.11.4',
    )
  })
})

describe('the file template of Alembic', () => {
  const unit = { id: '0123456789ab', slug: 'add_full_name_to_users' }
  test.each([
    [undefined, '0123456789ab_add_full_name_to_users'],
    ['%(year)d_%(month).2d_%(day).2d_%(hour).2d%(minute).2d-%(rev)s_%(slug)s', '2026_11_20_0930-0123456789ab_add_full_name_to_users'],
    ['%(epoch)s_%(rev)s', '1795167000_0123456789ab'],
    ['%(slug)s', '0123456789ab_add_full_name_to_users'],
    ['%(rev)s_%(author)s', '0123456789ab_add_full_name_to_users'],
  ])('%s names files so', (template, name) => {
    expect(fileNameOf(unit, template, now)).toBe(name)
  })

  test('is read from alembic.ini', () => {
    const files: Readonly<Record<string, string>> = {
      'alembic.ini': '[alembic]\nscript_location = migrations\nfile_template = %%(year)d_%%(rev)s_%%(slug)s\n',
      'migrations/env.py': '',
    }
    const [project] = findProjects({ paths: Object.keys(files), read: path => files[path] })
    expect(project?.options.fileTemplate).toBe('%(year)d_%(rev)s_%(slug)s')
  })
})
