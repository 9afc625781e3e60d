import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Project, SyntaxKind } from 'ts-morph'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { loadChangeFile, pullSchema } from '../../src/pipeline.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { examples, loadExample } from './examples.ts'
import { build, catalog, closeAll, expectSameCatalog, openDatabase, prepare, run, targetSteps } from './rehearsal.ts'

/** The same change, made to a schema that `pull` wrote. */
const overPulledSchema = (name: string): string => {
  const source = new Project({ useInMemoryFileSystem: true }).createSourceFile(
    'change.ts',
    new Project({ skipAddingFilesFromTsConfig: true }).addSourceFileAtPath(`schema-examples/${name}.ts`).getFullText(),
  )
  const calls = source.getDescendantsOfKind(SyntaxKind.CallExpression).filter(call => call.getExpression().getText() === 'schema')
  expect(calls.length, `calls of schema() in schema-examples/${name}.ts`).toBe(1)
  calls[0]!.replaceWithText('pulled')
  source.addImportDeclaration({ moduleSpecifier: './schema.ts', defaultImport: 'pulled' })
  return source.getFullText()
}

/**
 * A schema written by hand leaves to the server what a pulled one states: names, options of sequences, casts of defaults.
 * The target is built from the example as it is written, so that the two check each other.
 */
describe('planned from the schema that pull writes', () => {
  let server: Server
  let folder: string
  beforeAll(async () => {
    server = await startServer({ major: 18 })
    folder = mkdtempSync(join(tmpdir(), 'lockstep-pulled-'))
  }, 120_000)
  afterEach(closeAll)
  afterAll(async () => {
    await server?.stop()
    rmSync(folder, { recursive: true })
  })

  it.each(examples)('%s reaches the target', async name => {
    const written = await loadExample(name)
    const { engine } = await prepare(written, 18, written.policy)
    const site = { server, role: 'postgres' } as const
    const client = await openDatabase(site)
    await build(client, written.schema, engine)

    const pulled = await pullSchema(server.url(client.database!))
    if (!pulled.ok) throw new Error(pulled.diagnostics.map(d => d.message).join('\n'))
    writeFileSync(join(folder, 'schema.ts'), pulled.value)
    writeFileSync(join(folder, `${name}.ts`), overPulledSchema(name))
    const loaded = await loadChangeFile(join(folder, `${name}.ts`), { typeCheck: false })
    if (!loaded.ok) throw new Error(loaded.diagnostics.map(d => `${d.message} ${d.help ?? ''}`).join('\n'))

    const { ups } = await prepare(loaded.value, 18, written.policy)
    for (const file of ups) await run(client, file)
    const target = await openDatabase(site)
    await build(target, written.schema, engine, targetSteps(written, engine))
    expectSameCatalog(await catalog(client), await catalog(target), 'after going up')
    expect(ups.length).toBeGreaterThan(0)
  })
})
