import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generateFiles, planChange } from '../../src/pipeline.ts'
import { loadExample } from '../acceptance/examples.ts'
import { now } from './lab/case.ts'
import { makeFolder, removeFolder } from './lab/folder.ts'
import { inPart, missingPart } from './lab/part.ts'
import { run } from './lab/process.ts'

const missing = missingPart('kubernetes')
if (missing !== undefined) it.skip(`kubernetes: ${missing}`, () => undefined)

const cases = (['flyway', 'liquibase'] as const).flatMap(framework =>
  [undefined, 'search-path' as const].map(tenants => ({ framework, tenants })),
)

describe.runIf(missing === undefined)('the example of a Kubernetes Job', () => {
  it.each(cases)('fits the schema that Kubernetes has of one: $framework, tenants: $tenants', async ({ framework, tenants }) => {
    const planned = await planChange(await loadExample('rename-indexed-column'), {
      engine: 'postgres@18',
      ...(tenants === undefined ? {} : { tenants }),
    })
    if (!planned.ok) throw new Error(JSON.stringify(planned.diagnostics))
    const files = await generateFiles(planned.value, { framework, jobs: 'apart', phase: 'all', now })
    if (!files.ok) throw new Error(JSON.stringify(files.diagnostics))
    const manifests = files.value.filter(({ from }) => from === 'plan')
    expect(manifests.length).toBeGreaterThan(0)
    const folder = makeFolder('kubernetes')
    try {
      const judge = async (content: string): Promise<string> => {
        writeFileSync(join(folder, 'job.yaml'), content)
        return run({ command: inPart('kubernetes', 'bin', 'kubernetes-validate'), args: ['--strict', 'job.yaml'], cwd: folder })
      }
      for (const { content } of manifests) expect(await judge(content)).toContain('passed for resource job/')
      await expect(judge(manifests[0]!.content.replace('restartPolicy:', 'restartPolice:'))).rejects.toThrow(/restartPolic/)
    } finally {
      removeFolder(folder)
    }
  })
})
