import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Site } from '../tool.ts'

/** What a team may have set otherwise than `rails new` does. */
export interface Settings {
  /** More lines of the database's entry in `database.yml`: `advisory_locks: false`. */
  readonly database?: readonly string[]
  /** Lines of the initializer of strong_migrations. */
  readonly strongMigrations?: readonly string[]
  /** `db/structure.sql` instead of `db/schema.rb`. */
  readonly dumpsStructure?: boolean
}

/**
 * The smallest Rails application whose database tasks are all there, set as `rails new` sets production. strong_migrations
 * looks at the way back as well, which it does not by itself.
 */
export function writeApplication(
  folder: string,
  { host, port, database, user }: Site,
  { version, hasStrongMigrations }: { readonly version: string; readonly hasStrongMigrations: boolean },
  { database: entries = [], strongMigrations = [], dumpsStructure = false }: Settings,
): void {
  const files = {
    Rakefile: 'require_relative "config/application"\nRails.application.load_tasks\n',
    'bin/rails': 'APP_PATH = File.expand_path("../config/application", __dir__)\nrequire "rails/commands"\n',
    'config/environment.rb': 'require_relative "application"\nRails.application.initialize!\n',
    'config/application.rb': `ENV["RAILS_ENV"] ||= "production"
require "rails"
require "active_record/railtie"
${hasStrongMigrations ? 'require "strong_migrations"\n' : ''}
module Lab
  class Application < Rails::Application
    config.load_defaults ${version}
    config.root = File.expand_path("..", __dir__)
    config.eager_load = false
    config.secret_key_base = "lab"
    config.log_level = :warn
    config.active_record.dump_schema_after_migration = false
    config.active_record.schema_format = :${dumpsStructure ? 'sql' : 'ruby'}
  end
end
`,
    'config/database.yml': `default: &default
  adapter: postgresql
  host: ${host}
  port: ${port}
  database: ${database}
  username: ${user}
${entries.map(line => `  ${line}\n`).join('')}production: *default
development: *default
`,
    ...(hasStrongMigrations
      ? { 'config/initializers/strong_migrations.rb': ['StrongMigrations.check_down = true', ...strongMigrations, ''].join('\n') }
      : {}),
  }
  for (const path of ['bin', 'config/initializers', 'db/migrate', 'log', 'tmp']) mkdirSync(join(folder, path), { recursive: true })
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content)
}
