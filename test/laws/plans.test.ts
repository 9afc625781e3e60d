import { describe, expect, test } from 'vitest'
import { generateFiles } from '../../src/pipeline.ts'
import { isBlocking, locksOf } from '../../src/report/locks.ts'
import { caseOf, examples, filesOf, now } from './example.ts'

/** What holds of every plan, whatever the change. */
describe.each(examples)('%s', example => {
  test('gives the same bytes twice', async () => {
    expect(await filesOf(example, await caseOf(example))).toEqual(await filesOf(example, await caseOf(example)))
  })

  test('has no empty stage, file or statement', async () => {
    const its = await caseOf(example)
    expect(its.plan.stages.length).toBeGreaterThan(0)
    for (const { units } of its.plan.stages) expect(units.length).toBeGreaterThan(0)
    for (const unit of its.plan.stages.flatMap(stage => stage.units)) {
      expect(unit.up.statements.length, unit.title).toBeGreaterThan(0)
      for (const statement of unit.up.statements)
        expect(
          statement.sql.map(({ sql }) => sql.trim()),
          unit.title,
        ).not.toContain('')
    }
    for (const [path, content] of await filesOf(example, its)) expect(content.trim(), path).not.toBe('')
  })

  test('never locks a live table without waiting politely, and does no heavy work under such a lock', async () => {
    const { plan } = await caseOf(example)
    const created = new Set(
      plan.stages.flatMap(stage =>
        stage.units.flatMap(unit => unit.up.statements.flatMap(({ step }) => (step.kind === 'create-table' ? [step.table.name.name] : []))),
      ),
    )
    for (const unit of plan.stages.flatMap(stage => stage.units)) {
      if (!unit.up.transactional) continue // CONCURRENTLY waits by itself, before it locks
      if (unit.up.statements.every(({ step }) => step.kind === 'execute-sql')) continue // what it locks is its author's to know
      const live = locksOf(unit.up).filter(lock => isBlocking(lock) && lock.relationKind === 'table' && !created.has(lock.relation.name))
      if (live.length > 0) expect(unit.up.acquire.length + Number(unit.up.acquireByStatement), unit.title).toBeGreaterThan(0)
    }
  })

  test('carries the whole way back, or says that there is none', async () => {
    const { plan } = await caseOf(example)
    for (const { down, title } of plan.stages.flatMap(stage => stage.units)) {
      if (down.grade === 'irreversible') expect(down.because, title).toBeTruthy()
      if (down.grade === 'leaves residue') expect(down.residue.length + (down.because?.length ?? 0), title).toBeGreaterThan(0)
    }
  })

  test('has unique file names that sort in the order they run', async () => {
    const { plan } = await caseOf(example)
    const all = await generateFiles(plan, { framework: 'sql', now })
    if (!all.ok) throw new Error(JSON.stringify(all.diagnostics))
    const names = all.value.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter(name => name.endsWith('.up.sql'))).toEqual(names.filter(name => name.endsWith('.up.sql')).toSorted())
  })
})
