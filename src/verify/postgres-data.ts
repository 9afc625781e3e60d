import { execFile, type ExecFileException } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { account, type Binaries, cacheFolder, publish, ServerUnavailable } from './postgres-binaries.ts'

const run = promisify(execFile)

/**
 * Makes a fresh data folder for a server: a copy of the major's cached one (about 0.1 s), or `initdb` the first time.
 *
 * @param data path to create; its parent must be writable by the server's account
 * @throws {ServerUnavailable} with what initdb printed
 */
export async function makeDataFolder({ bin, major }: Binaries, data: string): Promise<void> {
  const cached = join(cacheFolder(), 'data', String(major))
  if (existsSync(join(cached, 'PG_VERSION')) && (await copyFolder(cached, data))) return

  try {
    // Locale and encoding are fixed: what a test proves must not depend on this machine's settings.
    await run(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], {
      ...account,
      cwd: '/',
      env: { LC_ALL: 'C' },
    })
  } catch (reason) {
    throw new ServerUnavailable(
      `initdb of PostgreSQL ${major} failed: ${(reason as ExecFileException & { stderr?: string }).stderr ?? String(reason)}`,
    )
  }
  await keep(data, cached)
}

async function keep(data: string, cached: string): Promise<void> {
  const staging = `${cached}.${process.pid}`
  try {
    mkdirSync(join(cached, '..'), { recursive: true })
  } catch {
    return // A cache that cannot be written costs time, never a result.
  }
  if (await copyFolder(data, staging)) publish(staging, cached)
}

/** `cp -p` keeps the owner, which PostgreSQL insists on, and is far quicker than copying file by file from here. */
const copyFolder = (from: string, to: string): Promise<boolean> =>
  run('cp', ['-R', '-p', from, to]).then(
    () => true,
    () => false,
  )
