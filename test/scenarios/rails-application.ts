/** What Bundler writes for the application of a scenario. */
export const gemfileLock = `GEM
  remote: https://rubygems.org/
  specs:
    rails (7.2.2.1)
    strong_migrations (2.3.0)

DEPENDENCIES
  rails
  strong_migrations
`

/** A migration of the team's own. */
export const migration = (name: string, ...body: readonly string[]): string =>
  `class ${name} < ActiveRecord::Migration[7.2]\n  ${body.join('\n  ')}\nend\n`
