import type { Framework } from '../framework.ts'

/** A settings file for the command line, and the folder Spring Boot looks into too. */
export const scaffoldIn =
  (folder: string): Framework['scaffold'] =>
  ({ address, render }) => ({
    files: [{ path: 'flyway.toml', content: render('flyway/flyway.toml', { ...address, folder }) }],
    migrate: 'flyway migrate',
    adopt: 'flyway baseline -baselineVersion=1',
  })
