import { basename } from 'node:path/posix'
import { expect, test } from 'vitest'
import type { FrameworkId } from '../../src/model/framework.ts'
import { convertMigrations } from '../../src/pipeline/convert.ts'
import { repositoryOf } from './histories.ts'

/** In CREATE TABLE the server would make one of them, so that the second one is added, whatever the framework's words for a table are. */
test.each<readonly [FrameworkId, RegExp]>([
  ['rails', /ADD CONSTRAINT t_again UNIQUE/],
  ['laravel', /->unique\('id', 't_again'\)|ADD CONSTRAINT t_again UNIQUE/],
  ['flyway', /ADD CONSTRAINT t_again UNIQUE/],
  ['liquibase', /ADD CONSTRAINT t_again UNIQUE/],
  ['alembic', /ADD CONSTRAINT t_again UNIQUE/],
])('a baseline for %s adds a unique constraint on the columns of the primary key to the table', async (to, added) => {
  const history = [
    { path: 'db/migrations/00001_t.sql', text: '-- +goose Up\nCREATE TABLE t (id int PRIMARY KEY);\n-- +goose Down\nDROP TABLE t;\n' },
    {
      path: 'db/migrations/00002_again.sql',
      text: '-- +goose Up\nALTER TABLE t ADD CONSTRAINT t_again UNIQUE (id);\n-- +goose Down\nALTER TABLE t DROP CONSTRAINT t_again;\n',
    },
  ]
  const converted = await convertMigrations(repositoryOf(history), { from: 'sql', to, squash: true })
  if (!converted.ok) throw new Error(JSON.stringify(converted.diagnostics))
  const text = converted.value.files.find(({ path, content }) => content.includes('t_again') && !basename(path).endsWith('.md'))?.content
  expect(text).toMatch(added)
  expect(text).not.toMatch(/UniqueConstraint|unique_constraint|PRIMARY KEY \(id\),\s*CONSTRAINT t_again/)
})
