import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { EmittedFile } from '../../../../src/frameworks/framework.ts'
import { inEach, jobEnv, makeFolder, pgEnv, removeFolder, writeFiles } from '../folder.ts'
import { java, missingFor, startJavaDriver } from '../java.ts'
import { inPart } from '../part.ts'
import { run, start, type Command } from '../process.ts'
import type { CommandProject, Engine, Ledger, Open, Running, Site, Tool } from '../tool.ts'

interface Version {
  readonly version: '9' | '12' | '13'
  /** A command of Flyway's with settings: `migrate`, `group=true`. */
  readonly command: (folder: string, words: readonly string[]) => Command
  readonly configure: (folder: string, site: Site) => void
  readonly needs: readonly string[]
}

const partFor = ({ version }: Pick<Version, 'version'>): string => `flyway-${version}`
const place = join('src', 'main', 'resources', 'db', 'migration')
const urlOf = ({ host, port, database }: Site): string => `jdbc:postgresql://${host}:${port}/${database}`

/** A Maven project with Flyway's plugin, and the older kind of settings file. */
const byMaven = (version: Version['version']): Version => {
  const part = partFor({ version })
  return {
    version,
    needs: ['mvn'],
    configure: (folder, site) => {
      cpSync(inPart(part, 'project', 'pom.xml'), join(folder, 'pom.xml'))
      const settings = {
        url: urlOf(site),
        user: site.user,
        locations: `filesystem:${place}`,
        'postgresql.transactional.lock': false,
        validateMigrationNaming: true,
        baselineOnMigrate: true,
        baselineVersion: 0,
      }
      writeFileSync(
        join(folder, 'flyway.conf'),
        Object.entries(settings)
          .map(([key, value]) => `flyway.${key}=${value}\n`)
          .join(''),
      )
    },
    command: (folder, [verb, ...settings]) => ({
      command: 'mvn',
      args: [
        '-o',
        '-B',
        `-Dmaven.repo.local=${inPart(part, 'repository')}`,
        `flyway:${verb}`,
        '-Dflyway.configFiles=flyway.conf',
        ...settings.map(setting => `-Dflyway.${setting}`),
      ],
      cwd: folder,
    }),
  }
}

/** The command line, and the newer kind of settings file. */
const byCommandLine = (version: Version['version']): Version => ({
  version,
  needs: [],
  configure: (folder, site) =>
    writeFileSync(
      join(folder, 'flyway.toml'),
      `[environments.lab]
url = "${urlOf(site)}"
user = "${site.user}"

[flyway]
environment = "lab"
locations = ["filesystem:${place}"]
postgresql.transactional.lock = false
validateMigrationNaming = true
baselineOnMigrate = true
baselineVersion = "0"
`,
    ),
  command: (folder, [verb, ...settings]) => ({
    ...java(
      partFor({ version }),
      'org.flywaydb.commandline.Main',
      verb!,
      '-skipCheckForUpdate',
      '-reportEnabled=false',
      ...settings.map(setting => `-${setting}`),
    ),
    cwd: folder,
  }),
})

const versions: readonly Version[] = [byMaven('9'), byCommandLine('12'), byMaven('13')]

const ledger: Ledger = {
  tables: ['flyway_schema_history'],
  applied: async (client: pg.Client) => {
    const { rows } = await client.query<{ key: string }>(
      `SELECT version || CASE WHEN success THEN '' ELSE ' failed' END AS key FROM flyway_schema_history WHERE type = 'SQL' ORDER BY installed_rank`,
    )
    return rows.map(({ key }) => key)
  },
  forget: async (client: pg.Client, key) => {
    await client.query('DELETE FROM flyway_schema_history WHERE version = $1', [key])
  },
  keyOf: ({ name }: EmittedFile) => /^V(.+?)__.*\.sql$/.exec(name)?.[1]?.replaceAll('_', '.'),
  // Its history row is another session's.
  isRecordedApart: () => true,
}

const addTo = (folder: string) => async (files: readonly EmittedFile[]) => writeFiles(folder, files)

/** The Community edition undoes nothing: the command that the undo script's header names is run as it stands there. */
const undoLast = async (migrations: string, site: Site): Promise<void> => {
  const client = new pg.Client({ ...site, application_name: 'lab' })
  await client.connect()
  const last = (await ledger.applied(client, [])).at(-1)!
  await client.end()
  const undo = join(migrations, '..', 'undo')
  const name = readdirSync(undo).find(file => file.startsWith(`U${last.replaceAll('.', '_')}__`) && file.endsWith('.sql'))!
  const [command] = /psql (?:.*\\\n)*.*/.exec(readFileSync(join(undo, name), 'utf8').replace(/^-- /gm, ''))!
  const env = { ...pgEnv(site), PGOPTIONS: '-c client_min_messages=warning' }
  await run({ command: 'sh', args: ['-c', command], cwd: join(migrations, '..'), env })
}

export interface FlywayProject extends CommandProject {
  /** Takes a file out of the release again. */
  readonly remove: (file: EmittedFile) => void
  /** With settings of this run's own: `url=jdbc:…`. */
  readonly start: (...settings: readonly string[]) => Running
}

/** A project on a database, driven by Flyway's own command. */
const openFlywayProject =
  ({ configure, command }: Version): Open<FlywayProject> =>
  async site => {
    const folder = makeFolder('flyway')
    const migrations = join(folder, place)
    mkdirSync(migrations, { recursive: true })
    configure(folder, site)
    const flyway = (...words: readonly string[]): Promise<string> => run(command(folder, words))
    return {
      folder,
      add: addTo(migrations),
      remove: ({ name }) => rmSync(join(migrations, name)),
      migrate: async () => void (await flyway('migrate')),
      rollBack: () => undoLast(migrations, site),
      start: (...settings) => start(command(folder, ['migrate', ...settings])),
      recover: async () => void (await flyway('repair')),
      job: ({ command = '' }, pause, schemas) =>
        start({ command: 'sh', args: ['-c', inEach(command, schemas)], cwd: join(migrations, '..'), env: jobEnv(site, pause) }),
      run: flyway,
      close: async () => removeFolder(folder),
    }
  }

/** One Java process with Flyway for all projects. */
const startFlyway = async (version: Version): Promise<Engine> => {
  const driver = await startJavaDriver(partFor(version), 'FlywayEngine.java')
  return {
    open: async site => {
      const folder = makeFolder('flyway')
      const migrations = join(folder, 'migration')
      mkdirSync(migrations)
      return {
        add: addTo(migrations),
        migrate: () => driver.ask({ do: 'migrate', ...site, folder: migrations }),
        rollBack: () => undoLast(migrations, site),
        close: async () => removeFolder(folder),
      }
    },
    stop: driver.stop,
  }
}

export const flywayTools: readonly (Tool & { readonly command: Open<FlywayProject> })[] = versions.map(version => ({
  id: `flyway-${version.version}`,
  framework: 'flyway',
  options: { version: version.version },
  missing: missingFor(partFor(version), 'psql', ...version.needs),
  ledger,
  engine: () => startFlyway(version),
  command: openFlywayProject(version),
}))
