import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { once, run } from './install.mjs'

/** A command built from its Go module; the runners share a build cache, which holds the standard library. */
const built = (command, version, tags) => folder =>
  once(folder, `${command}@${version}`, root => {
    const cache = join(dirname(folder), 'go-cache')
    mkdirSync(cache, { recursive: true })
    const env = {
      ...process.env,
      GOBIN: join(root, 'bin'),
      GOCACHE: join(cache, 'build'),
      GOMODCACHE: join(cache, 'modules'),
      GOFLAGS: '-modcacherw', // so that the cache can be deleted like any folder
    }
    run('go', ['install', '-ldflags', '-s -w', '-tags', tags.join(','), `${command}@${version}`], { env })
  })

/** Drivers of other databases than PostgreSQL, which goose would compile too. */
const others = ['clickhouse', 'duckdb', 'libsql', 'mssql', 'mysql', 'spanner', 'sqlite3', 'starrocks', 'turso', 'vertica', 'ydb']

export const parts = {
  'golang-migrate': {
    serves: 'golang-migrate',
    install: built('github.com/golang-migrate/migrate/v4/cmd/migrate', 'v4.20.1', ['postgres']),
  },
  goose: {
    serves: 'goose',
    install: built(
      'github.com/pressly/goose/v3/cmd/goose',
      'v3.30.1',
      others.map(name => `no_${name}`),
    ),
  },
  dbmate: {
    serves: 'dbmate',
    // Its own npm package brings the released command; building it from source would compile every database's driver.
    install: folder =>
      once(folder, 'dbmate@2.36.0', root =>
        run('npm', ['install', '--prefix', root, '--no-audit', '--no-fund', '--silent', 'dbmate@2.36.0']),
      ),
  },
}
