import { join } from 'node:path'
import { once, run } from './install.mjs'

/** A Python environment of its own with exactly these packages. */
const environment = packages => folder =>
  once(
    folder,
    packages.join(' '),
    root => {
      run('python3', ['-m', 'venv', root]) // on Debian itself that needs the package python3-venv
      run(join(root, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages])
    },
    { inPlace: true },
  )

export const parts = {
  'alembic-1.8': {
    serves: 'Alembic 1.8 with SQLAlchemy 1.4 and psycopg2, the oldest that is supported',
    install: environment(['alembic==1.8.1', 'sqlalchemy==1.4.54', 'psycopg2-binary==2.9.13']),
  },
  'alembic-1.20': {
    serves: 'Alembic 1.20 with SQLAlchemy 2.1, psycopg 3 and asyncpg',
    install: environment(['alembic==1.20.1', 'sqlalchemy[asyncio]==2.1.9', 'psycopg[binary]==3.3.9', 'asyncpg==0.31.0']),
  },
  kubernetes: {
    serves: 'kubernetes-validate, which has the schema of a Job',
    install: environment(['kubernetes-validate==1.37.0']),
  },
  squawk: {
    serves: 'squawk, the linter of SQL migrations',
    install: environment(['squawk-cli==2.70.0']),
  },
}
