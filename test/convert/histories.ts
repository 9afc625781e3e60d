import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceFile } from '../../src/history/migration.ts'

const root = join(import.meta.dirname, 'histories')

export interface SourceHistory {
  readonly name: string
  /** The tool of the lab that runs it. */
  readonly tool: string
  readonly folder: string
  /** Files that are not yet applied where a database is halfway; all of them stand last. */
  readonly late: readonly string[]
}

/** A history of our own for each framework and runner, with what its users write. */
export const histories: readonly SourceHistory[] = [
  { name: 'rails', tool: 'rails-6.1', folder: 'db/migrate', late: ['20240317090000_create_labels.rb'] },
  { name: 'laravel', tool: 'laravel-10', folder: 'database/migrations', late: ['2024_03_13_090000_reshape_accounts.php'] },
  { name: 'alembic', tool: 'alembic-1.20', folder: 'alembic/versions', late: ['4d5e6f7a8b9c_reshape.py'] },
  { name: 'flyway', tool: 'flyway-13', folder: 'src/main/resources/db/migration', late: ['V10__rename.sql', 'R__open_orders.sql'] },
  { name: 'liquibase', tool: 'liquibase-4', folder: 'src/main/resources/db/changelog', late: ['late.sql'] },
  { name: 'goose', tool: 'goose', folder: 'db/migrations', late: ['00004_orders.sql'] },
  { name: 'golang-migrate', tool: 'golang-migrate', folder: 'db/migrations', late: ['000003_views.up.sql', '000003_views.down.sql'] },
  { name: 'dbmate', tool: 'dbmate', folder: 'db/migrations', late: ['20240312090000_index.sql'] },
]

/** The files of a history as a repository of its own has them. */
export const filesOf = ({ name }: SourceHistory): readonly SourceFile[] =>
  readdirSync(join(root, name), { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter(entry => entry.isFile())
    .map(entry => {
      const path = join(entry.parentPath, entry.name)
      return { path: path.slice(join(root, name).length + 1), text: readFileSync(path, 'utf8') }
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))

export const repositoryOf = (files: readonly SourceFile[]) => ({
  repository: { paths: files.map(({ path }) => path), read: (path: string) => files.find(file => file.path === path)?.text },
  within: '',
  prefix: '',
})
