import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import type { EmittedFile } from '../../../../src/frameworks/framework.ts'
import { inEach, jobEnv, makeFolder, removeFolder, writeFiles } from '../folder.ts'
import { java, missingFor, startJavaDriver } from '../java.ts'
import { run, start, type Command } from '../process.ts'
import type { CommandProject, Engine, Ledger, Open, Site, Tool } from '../tool.ts'

interface Version {
  readonly version: '4' | '5'
  readonly layout: 'xml' | 'yaml' | 'json' | 'sql'
}

const partFor = ({ version }: Version): string => `liquibase-${version}`
const master = 'db/changelog/master.xml'

/** What lies beside the changelogs is a job. */
const isChangelog = ({ name, from }: EmittedFile): boolean => from === undefined && !name.startsWith('../')

const ledger: Ledger = {
  tables: ['databasechangelog', 'databasechangeloglock'],
  applied: async client => {
    const { rows } = await client.query<{ filename: string }>('SELECT filename FROM databasechangelog ORDER BY orderexecuted')
    return rows.map(({ filename }) => filename.slice(filename.lastIndexOf('/') + 1))
  },
  forget: async (client: pg.Client, key) => {
    await client.query(`DELETE FROM databasechangelog WHERE filename LIKE '%/' || $1`, [key])
  },
  keyOf: file => (isChangelog(file) ? file.name : undefined),
  // It commits a change set before it notes that it ran.
  isRecordedApart: () => true,
}

/** A folder as a project's resources: the changelogs, and the master that includes one after the other. */
const newProject = (): { readonly folder: string; readonly add: (files: readonly EmittedFile[]) => Promise<void> } => {
  const folder = makeFolder('liquibase')
  mkdirSync(join(folder, 'db', 'changelog'), { recursive: true })
  const names: string[] = []
  const writeMaster = (): void =>
    writeFileSync(
      join(folder, master),
      `<?xml version="1.0" encoding="UTF-8"?>
<databaseChangeLog
    xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
${names.map(name => `  <include file="${name}" relativeToChangelogFile="true"/>\n`).join('')}</databaseChangeLog>
`,
    )
  writeMaster()
  return {
    folder,
    add: async files => {
      writeFiles(join(folder, 'db', 'changelog'), files)
      names.push(...files.filter(isChangelog).map(({ name }) => name))
      writeMaster()
    },
  }
}

const urlOf = ({ host, port, database }: Site): string => `jdbc:postgresql://${host}:${port}/${database}`

/** A project on a database, driven by Liquibase's own command line. */
const openLiquibaseProject =
  (version: Version): Open<CommandProject> =>
  async site => {
    const { folder, add } = newProject()
    writeFileSync(
      join(folder, 'liquibase.properties'),
      `url=${urlOf(site)}\nusername=${site.user}\nchangelogFile=${master}\nshowBanner=false\n`,
    )
    const command = (words: readonly string[]): Command => ({
      ...java(partFor(version), 'liquibase.integration.commandline.LiquibaseCommandLine', ...words),
      cwd: folder,
    })
    return {
      folder,
      add,
      migrate: async () => void (await run(command(['update']))),
      rollBack: async () => void (await run(command(['rollback-count', '1']))),
      start: () => start(command(['update'])),
      recover: async () => void (await run(command(['release-locks']))),
      job: ({ command: job = '' }, pause, schemas) =>
        start({ command: 'sh', args: ['-c', inEach(job, schemas)], cwd: join(folder, 'db'), env: jobEnv(site, pause) }),
      run: (...words) => run(command(words)),
      close: async () => removeFolder(folder),
    }
  }

/** One Java process with Liquibase for all projects. */
const startLiquibase = async (version: Version): Promise<Engine> => {
  const driver = await startJavaDriver(partFor(version), 'LiquibaseEngine.java')
  return {
    open: async site => {
      const { folder, add } = newProject()
      return {
        add,
        migrate: () => driver.ask({ do: 'migrate', ...site, folder, changelog: master }),
        rollBack: () => driver.ask({ do: 'rollback', ...site, folder, changelog: master }),
        close: async () => removeFolder(folder),
      }
    },
    stop: driver.stop,
  }
}

const versions: readonly Version[] = [
  { version: '4', layout: 'xml' },
  { version: '5', layout: 'xml' },
  { version: '5', layout: 'yaml' },
  { version: '5', layout: 'json' },
  { version: '5', layout: 'sql' },
]

export const liquibaseTools: readonly Tool[] = versions.map(version => ({
  id: `liquibase-${version.version}${version.layout === 'xml' ? '' : `-${version.layout}`}`,
  framework: 'liquibase',
  options: { version: version.version, layout: version.layout },
  missing: missingFor(partFor(version)),
  ledger,
  engine: () => startLiquibase(version),
  command: openLiquibaseProject(version),
}))
