import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import type { EmittedFile } from '../../../../src/frameworks/framework.ts'
import { makeFolder, ownJobEnv, removeFolder, writeFiles } from '../folder.ts'
import { inPart, missingPart } from '../part.ts'
import { run, start, startDriver, type Command } from '../process.ts'
import { asAdvised, inOneTransaction, type Env } from './alembic-env.ts'
import type { CommandProject, Engine, Ledger, Open, Project, Site, Tool } from '../tool.ts'

export interface Version {
  readonly version: string
  /** SQLAlchemy's name of the database driver. */
  readonly driver: string
  readonly env?: Env
  /** The template of `alembic init`; `generic` where this is absent. */
  readonly template?: string
}

const part = ({ version }: Version): string => `alembic-${version}`

const skeletons = new Map<string, Promise<string>>()

/** What `alembic init` makes, once for each version. */
const skeleton = (version: Version): Promise<string> => {
  const { template = 'generic' } = version
  const name = `${part(version)} ${template}`
  const made =
    skeletons.get(name) ??
    (async () => {
      const folder = makeFolder(part(version))
      await run({ command: inPart(part(version), 'bin', 'alembic'), args: ['init', '--template', template, 'alembic'], cwd: folder })
      return folder
    })()
  skeletons.set(name, made)
  return made
}

const write = (path: string, change: (text: string) => string): void => writeFileSync(path, change(readFileSync(path, 'utf8')))

/** A project as `alembic init` makes it, with the address of its database. */
const initialise = async (version: Version, { host, port, database, user }: Site): Promise<string> => {
  const folder = makeFolder(part(version))
  cpSync(await skeleton(version), folder, { recursive: true })
  const url = `postgresql+${version.driver}://${user}@${host}:${port}/${database}`
  write(join(folder, 'alembic.ini'), ini => ini.replace(/^sqlalchemy\.url = .*$/m, `sqlalchemy.url = ${url}`))
  write(join(folder, 'alembic', 'env.py'), env => version.env?.(env) ?? env)
  return folder
}

const add = (folder: string, files: readonly EmittedFile[]): void => writeFiles(join(folder, 'alembic', 'versions'), files, folder)

export const openAlembic =
  (version: Version): Open<CommandProject> =>
  async site => {
    const folder = await initialise(version, site)
    const alembic = (...args: readonly string[]): Command => ({ command: inPart(part(version), 'bin', 'alembic'), args, cwd: folder })
    return {
      folder,
      add: async files => add(folder, files),
      migrate: async () => void (await run(alembic('upgrade', 'head'))),
      rollBack: async () => void (await run(alembic('downgrade', '-1'))),
      start: () => start(alembic('upgrade', 'head')),
      recover: async () => undefined,
      job: ({ command = '' }, pause, schemas) =>
        start({
          command: inPart(part(version), 'bin', 'python'),
          args: command.split(' ').slice(1),
          cwd: folder,
          env: ownJobEnv(pause, schemas),
        }),
      run: (...words) => run(alembic(...words)),
      close: async () => removeFolder(folder),
    }
  }

const startEngine = async (version: Version): Promise<Engine> => {
  const driver = await startDriver({
    command: inPart(part(version), 'bin', 'python'),
    args: [join(import.meta.dirname, '..', 'drivers', 'alembic_driver.py')],
  })
  const open: Open<Project> = async site => {
    const folder = await initialise(version, site)
    return {
      add: async files => add(folder, files),
      migrate: () => driver.ask({ do: 'migrate', folder }),
      rollBack: () => driver.ask({ do: 'rollback', folder }),
      close: async () => removeFolder(folder),
    }
  }
  return { open, stop: driver.stop }
}

const variable = (name: string, { content }: EmittedFile): string | undefined => new RegExp(`^${name} = "(.*)"$`, 'm').exec(content)?.[1]

/** Alembic records the head alone; what lies before it is said by the files. */
const ledger: Ledger = {
  tables: ['alembic_version'],
  keyOf: file => variable('revision', file),
  applied: async (client, files) => {
    const parents = new Map(files.map(file => [variable('revision', file), variable('down_revision', file)]))
    const { rows } = await heads(client)
    const chain: string[] = []
    for (let key = rows[0]?.version_num; key !== undefined; key = parents.get(key)) chain.unshift(key)
    return chain
  },
  forget: async (client, key, files) => {
    const parent = variable(
      'down_revision',
      files.find(file => variable('revision', file) === key)!,
    )
    if (parent === undefined) await client.query('DELETE FROM alembic_version')
    else await client.query('UPDATE alembic_version SET version_num = $1', [parent])
  },
  // A function that ends in its own transaction is recorded with it; an `autocommit_block` that holds work is not.
  isRecordedApart: ({ content }) => /autocommit_block\(\):.*\n(?! *pass\n)/.test(content.split('def downgrade')[0]!),
}

const heads = async (client: pg.Client): Promise<{ readonly rows: readonly { readonly version_num: string }[] }> => {
  const isThere = await client.query<{ there: boolean }>(`SELECT to_regclass('alembic_version') IS NOT NULL AS there`)
  return isThere.rows[0]!.there ? client.query<{ version_num: string }>('SELECT version_num FROM alembic_version') : { rows: [] }
}

/** The oldest with a transaction for each revision, the newest with one for the whole run. */
export const oldest: Version = { version: '1.8', driver: 'psycopg2', env: asAdvised }
export const newest: Version = { version: '1.20', driver: 'psycopg', env: inOneTransaction }

export const alembicTool = (version: Version): Tool => {
  const missing = missingPart(part(version))
  return {
    id: part(version),
    framework: 'alembic',
    options: { version: version.version },
    ...(missing === undefined ? {} : { missing }),
    ledger,
    engine: () => startEngine(version),
    command: openAlembic(version),
  }
}

export const alembicTools: readonly Tool[] = [oldest, newest].map(alembicTool)
