import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { once, run } from './install.mjs'

/** Debian's own packages of this machine: psql, a pooler, what Python environments need, the oldest Rails and Laravel that can be had. */
const hostPackages = [
  'debootstrap',
  'postgresql-client',
  'pgbouncer',
  'python3-venv',
  'ruby-activerecord',
  'ruby-railties',
  'ruby-pg',
  'php-cli',
  'php-pgsql',
  'php-sqlite3',
  'php-codesniffer',
  'php-laravel-lumen-framework', // Illuminate 8 and an artisan; Laravel 8 itself is not packaged
]

const quietly = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
const isRoot = process.getuid?.() === 0

function onHost() {
  const isThere = name => {
    try {
      return run('dpkg-query', ['-W', '-f', '${Status}', name]).includes('install ok installed')
    } catch {
      return false // dpkg-query fails for a name it does not know
    }
  }
  const absent = hostPackages.filter(name => !isThere(name))
  if (absent.length === 0) return `is there (${hostPackages.length} packages)`
  if (!isRoot) throw new Error(`only root may install packages; ask for: apt-get install ${absent.join(' ')}`)
  run('apt-get', ['update', '-qq'], quietly)
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...absent], quietly)
  return `installed ${absent.length} packages`
}

/** A newer Debian in a folder, entered with chroot: its packages are newer frameworks, and nothing of this machine changes. */
const suite =
  (name, packages, more = () => undefined) =>
  folder => {
    if (!isRoot) throw new Error('debootstrap and chroot need root')
    if (!existsSync('/usr/sbin/debootstrap')) throw new Error('debootstrap is not there: install the part "debian" first')
    return once(folder, `${name}: ${packages.join(' ')}`, root => {
      run('debootstrap', ['--variant=minbase', '--include=ca-certificates', name, root]) // from its own default mirror
      more(root)
      run('chroot', [root, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages], quietly)
      run('chroot', [root, 'apt-get', 'clean'])
    })
  }

/** strong_migrations is packaged from forky on; it is pure Ruby, so that the newer package serves here. */
const withStrongMigrations = root => {
  const sources = join(root, 'etc/apt/sources.list')
  writeFileSync(`${sources}.d/sid.list`, readFileSync(sources, 'utf8').replaceAll('trixie', 'sid'))
  writeFileSync(join(root, 'etc/apt/preferences.d/sid'), 'Package: *\nPin: release n=sid\nPin-Priority: 100\n')
  // sid is signed for a week at a time; a mirror that lags behind is good enough here.
  run('chroot', [root, 'apt-get', 'update', '-qq', '-o', 'Acquire::Check-Valid-Until=false'])
}

const ruby = ['ruby-rails', 'ruby-pg', 'ruby-strong-migrations']
/** `db:schema:dump` to structure.sql asks a pg_dump at least as new as the server. */
const dump = ['libpq5/sid', 'postgresql-client-18/sid']
const php = ['php-cli', 'php-pgsql', 'php-sqlite3', 'php-laravel-framework']

export const parts = {
  debian: { serves: 'psql, PgBouncer, Rails 6.1, Laravel 8 and phpcs', install: onHost },
  trixie: {
    serves: 'Rails 7.2 with strong_migrations, and Laravel 10',
    install: suite('trixie', [...ruby, ...dump, ...php], withStrongMigrations),
  },
  style: {
    serves: 'rubocop with rubocop-rails',
    install: suite('sid', ['rubocop', 'ruby-rubocop-rails']),
  },
  sid: {
    serves: 'the newest Rails and Laravel that Debian has',
    isFullOnly: true,
    install: suite('sid', [...ruby, ...php]),
  },
}
