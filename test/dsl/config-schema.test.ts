import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { configSchemaPath, publishedConfigSchema } from '../../scripts/config-schema.ts'
import { checkConfig } from '../../src/dsl/check-config.ts'

const published = readFileSync(configSchemaPath, 'utf8')
const schema = z.fromJSONSchema(JSON.parse(published) as Parameters<typeof z.fromJSONSchema>[0])

describe('docs/config.schema.json', () => {
  test('says what the checks and the types say (npm run docs:config-schema writes it anew)', () => {
    expect(publishedConfigSchema()).toBe(published)
  }, 60_000)

  test('lets an editor name the schema itself', () => {
    expect(schema.safeParse({ $schema: './node_modules/lockstep/docs/config.schema.json', engine: 'postgres@16' }).success).toBe(true)
  })

  test.each<readonly [unknown, boolean]>([
    [{}, true],
    [{ engine: 'postgres@16', framework: 'rails', folders: ['db/migrate'], policy: { triggers: 'never', maxStall: 50 } }, true],
    [{ framework: 'django' }, false],
    [{ engine: ' ' }, false],
    [{ folders: [] }, false],
    [{ softDrop: true }, false],
    [{ policy: { maxStall: 1 } }, false],
    [{ policy: { maxStall: 2.5 } }, false],
    [{ header: false }, true],
    [{ header: ['{plan}', 'ours', '{title}'] }, true],
    [{ header: ['{plans}'] }, false],
    [{ header: ['a', 'b', 'c', 'd', 'e'] }, false],
    [{ naming: { name: 'shop_{slug}', version: '{yyyy}.{mm}.{n}' } }, true],
    [{ naming: { name: 'shop' } }, false],
    [{ naming: { version: '{n}.{yyyy}' } }, false],
    [{ databases: { primary: {}, animals: { engine: 'postgres@14' } } }, true],
    [{ databases: {} }, false],
    [{ databases: { '7': {} } }, false],
    [{ databases: { primary: { environments: ['staging'] } } }, false],
    [{ environments: ['staging', 'production'] }, true],
    [{ databaseUrl: '$DATABASE_URL' }, true],
    [{ databaseUrl: 'postgres://me@localhost/shop' }, true],
    [{ databaseUrl: 'postgres://me:secret@localhost/shop' }, false],
  ])('%j is judged as the command line judges it', (config, isRight) => {
    expect(checkConfig(config).length === 0, 'the command line').toBe(isRight)
    expect(schema.safeParse(config).success, 'the schema').toBe(isRight)
  })
})
