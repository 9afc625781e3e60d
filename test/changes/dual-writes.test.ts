import { expect, test } from 'vitest'
import { frameworkIds } from '../../src/model/framework.ts'
import { planChange, reportPlan } from '../../src/pipeline.ts'
import change from '../../schema-examples/rename-column-without-trigger.ts'

const table = { name: 'users' }

test('each gate without triggers asks for the code of its own release: write both, read the new one and write both, forget the old one', async () => {
  const planned = await planChange(change, { policy: { triggers: 'never' } })
  if (!planned.ok) throw new Error('the example does not plan')
  const edits = planned.value.stages.map(({ gate }) => gate.flatMap(line => (line.kind === 'attested' ? (line.edit ?? []) : [])))
  expect(edits).toEqual([
    [],
    [{ kind: 'always-write-column', table, column: 'full_name', from: 'name' }],
    [{ kind: 'always-write-column', table, column: 'name', from: 'full_name' }],
    [{ kind: 'use-column', table, column: 'full_name', instead: 'name' }],
  ])
})

const code: Readonly<Record<(typeof frameworkIds)[number], readonly [forth: RegExp, back: RegExp]>> = {
  rails: [/before_save \{ self\[:full_name\] = self\[:name\] \}/, /before_save \{ self\[:name\] = self\[:full_name\] \}/],
  laravel: [/static::saving[^]*?\$model->full_name = \$model->name;/, /static::saving[^]*?\$model->name = \$model->full_name;/],
  alembic: [/@validates\("name"\)[^]*?self\.full_name = value/, /@validates\("full_name"\)[^]*?self\.name = value/],
  flyway: [/@PrePersist[^]*?fullName = name;/, /@PrePersist[^]*?name = fullName;/],
  liquibase: [/@PrePersist[^]*?fullName = name;/, /@PrePersist[^]*?name = fullName;/],
  sql: [/SET name = \$1, full_name = \$1/, /SET full_name = \$1, name = \$1/],
}

test.each(frameworkIds)('the page for %s shows both as code', async framework => {
  const planned = await planChange(change, { policy: { triggers: 'never' } })
  if (!planned.ok) throw new Error('the example does not plan')
  const page = await reportPlan(planned.value, { format: 'md', framework })
  for (const pattern of code[framework]) expect(page).toMatch(pattern)
})
