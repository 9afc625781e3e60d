import { describe, expect, it } from 'vitest'
import { alembic } from '../../../src/frameworks/alembic/index.ts'
import { readIni } from '../../../src/frameworks/alembic/project/ini.ts'

const find = (files: Readonly<Record<string, string>>) =>
  alembic.findProjects!({ paths: Object.keys(files), read: path => files[path] }).map(({ options, ...project }) => {
    const { readText, ...rest } = options
    return { ...project, options: rest, reads: readText?.(Object.keys(files)[0]!) === Object.values(files)[0] }
  })

const versions = { 'migrations/env.py': 'from alembic import context\n', 'migrations/versions/a.py': 'revision = "a"\n' }

describe('projects of Alembic', () => {
  it('are named by alembic.ini', () => {
    expect(
      find({
        ...versions,
        'alembic.ini': '[alembic]\nscript_location = %(here)s/migrations\nsqlalchemy.url = postgresql+psycopg://me@localhost/x\n',
        'uv.lock': '[[package]]\nname = "alembic"\nversion = "1.16.4"\n',
        'migrations/env.py': 'context.configure(connection=c, transaction_per_migration=True)\n',
        'app/db.py':
          'metadata = MetaData(naming_convention={"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s"})\n',
      }),
    ).toEqual([
      {
        folders: ['migrations'],
        version: '1.16.4',
        engine: 'postgres',
        options: {
          version: '1.16.4',
          transactionPerMigration: true,
          namingConvention: { ix: 'ix_%(column_0_label)s', uq: 'uq_%(table_name)s_%(column_0_name)s' },
        },
        because: 'alembic.ini has script_location = migrations; uv.lock has alembic 1.16.4',
        reads: true,
      },
    ])
  })

  it('are several in one file, and lie in packages', () => {
    const found = find({
      'src/app/alembic.ini':
        '[core]\nscript_location = app:db/core\n[tenant]\nscript_location = app:db/tenant\nversion_locations = app:db/tenant/versions, app:db/more\n',
      'src/app/db/core/env.py': '',
      'src/app/db/core/versions/a.py': '',
      'src/app/db/tenant/env.py': '',
      'src/app/db/tenant/versions/a.py': '',
      'src/app/db/more/b.py': '',
    })
    expect(found.map(({ folders }) => folders)).toEqual([
      ['src/app/db/core'],
      ['src/app/db/tenant', 'src/app/db/tenant/versions', 'src/app/db/more'],
    ])
  })

  it('are named by pyproject.toml', () => {
    expect(
      find({
        ...versions,
        'pyproject.toml':
          '[project]\ndependencies = ["alembic>=1.16", "asyncpg"]\n\n[tool.alembic]\nscript_location = "%(here)s/migrations"\nversion_locations = [\n  "%(here)s/migrations/versions",\n]\n\n[tool.other]\nscript_location = "no"\n',
      }),
    ).toMatchObject([
      {
        folders: ['migrations', 'migrations/versions'],
        engine: 'postgres',
        version: '1.16',
        because: 'pyproject.toml has [tool.alembic]; pyproject.toml has alembic 1.16',
      },
    ])
  })

  it('lie there without being named, as those of Flask-Migrate', () => {
    expect(find({ ...versions, 'requirements.txt': 'Flask-Migrate==4.0\nPyMySQL==1.1\n' })).toMatchObject([
      { folders: ['migrations'], engine: 'mysql', because: 'migrations/env.py lies beside versions/' },
    ])
    expect(find({ 'env.py': 'x', 'lib/env.py': '' })).toEqual([])
  })
})

describe('ini files', () => {
  const ini = readIni(
    '; c\n[DEFAULT]\nroot = db\n[alembic]\n# comment\nScript_Location: %(here)s/%(root)s\nurl = a;b#c%%d\nlong =\n  one\n\n  two\nempty\n[x]\n',
    'app',
  )

  it('are read by the rules of Python', () => {
    expect(ini.sections).toEqual(['alembic', 'x'])
    expect(ini.get('alembic', 'script_location')).toBe('app/db')
    expect(ini.get('alembic', 'url')).toBe('a;b#c%d')
    expect(ini.get('alembic', 'long')).toBe('\none\ntwo')
    expect(ini.get('x', 'root')).toBe('db')
    expect(ini.get('x', 'url')).toBeUndefined()
  })
})
