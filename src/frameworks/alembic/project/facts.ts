import { dirname, join } from 'node:path/posix'
import type { Repository } from '../../read.ts'

/** Folders from the one of the migrations up to the root, nearest first. */
export const above = (folder: string): readonly string[] => {
  const folders: string[] = []
  for (let at = folder; at !== '' && at !== '.'; at = dirname(at)) folders.push(at)
  return [...folders, '']
}

/** Version of Alembic in a lock file or a list of requirements. */
export const versionIn = (folder: string, { paths, read }: Repository): { readonly version: string; readonly file: string } | undefined => {
  for (const at of above(folder)) {
    const beside = paths.filter(
      path =>
        dirname(path) === (at === '' ? '.' : at) && /(?:\.lock|requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|Pipfile\.lock)$/.test(path),
    )
    for (const file of beside.toSorted((a, b) => rank(a) - rank(b))) {
      const version = versionsIn(read(file) ?? '')
      if (version !== undefined) return { version, file }
    }
  }
  return undefined
}

/** What is locked before what is wished for. */
const rank = (file: string): number => (file.endsWith('.lock') ? 0 : file.endsWith('.txt') ? 1 : 2)

const versionsIn = (text: string): string | undefined =>
  (/^name = "alembic"\nversion = "(\d[\w.]*)"/m.exec(text) ??
    /^alembic==(\d[\w.]*)/m.exec(text) ??
    /"alembic": \{[^}]*"version": "==(\d[\w.]*)"/.exec(text) ??
    /["']?\balembic\b["']?\s*(?:=\s*["'])?[~>=^(]+\s*(\d+\.\d+[\w.]*)/.exec(text))?.[1]

const drivers: readonly (readonly [RegExp, string])[] = [
  [/\b(?:psycopg2?|asyncpg|pg8000|postgres(?:ql)?)\b/i, 'postgres'],
  [/\b(?:mysqlclient|pymysql|aiomysql|asyncmy|mysql)\b/i, 'mysql'],
  [/\b(?:aiosqlite|sqlite)\b/i, 'sqlite'],
]

const engineSaid = (text: string): string | undefined => drivers.find(([pattern]) => pattern.test(text))?.[1]

/** The engine of an address, of `env.py`, or of the drivers that the project asks for. */
export const engineOf = (folder: string, address: string | undefined, { read }: Repository): string | undefined => {
  const dialect = /^(\w+)(?:\+\w+)?:\/\//.exec(address ?? '')?.[1]
  const said = dialect === undefined ? undefined : dialect === 'mariadb' ? 'mariadb' : engineSaid(dialect)
  // `alembic init` and many projects leave an address there that is never used.
  if (said !== undefined && said !== 'sqlite') return said
  const files = ['pyproject.toml', 'requirements.txt', 'requirements/main.in', 'Pipfile', 'setup.cfg', 'setup.py', 'requirements.in']
  const wished = above(folder).flatMap(at => files.map(name => read(join(at, name)) ?? ''))
  return engineSaid(wished.join('\n')) ?? said ?? engineSaid(read(join(folder, 'env.py')) ?? '')
}

const kinds = ['ix', 'uq', 'ck', 'fk', 'pk']

/** Where a project keeps the base of its models. */
const likely =
  /(?:^|\/)(?:env|base|db|database|models?|meta|metadata|orm|core|extensions|naming\w*|session|config|sqlalchemy\/__init__|db\/__init__|database\/__init__|models\/__init__)\.py$/

/** The naming convention of the project's metadata, if a file where such things are kept says one. */
export const conventionIn = (folder: string, root: string, { paths, read }: Repository): Readonly<Record<string, string>> => {
  const isNear = (path: string): boolean =>
    (root === '' || path.startsWith(`${root}/`)) && !/(?:^|\/)(?:tests?|node_modules|site-packages|versions)\//.test(path)
  const candidates = [join(folder, 'env.py'), ...paths.filter(path => likely.test(path) && isNear(path)).slice(0, 300)]
  for (const path of candidates) {
    const text = read(path) ?? ''
    const at = text.search(/naming_convention/i)
    if (at < 0) continue
    // The dictionary stands at the name or in a variable elsewhere in the file.
    const pairs = [...text.matchAll(/["'](ix|uq|ck|fk|pk)["']\s*:\s*["']([^"'\n]*%\([^"'\n]*)["']/g)].map(
      ([, kind, name]) => [kind!, name!] as const,
    )
    const found = Object.fromEntries(pairs.filter(([kind]) => kinds.includes(kind)))
    if (Object.keys(found).length > 0) return found
  }
  return {}
}
