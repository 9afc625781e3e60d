import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import ts from 'typescript'

export const root = resolve(import.meta.dirname, '../..')

/** Files below a folder of the repository, as paths from its root with forward slashes; empty when the folder is not there yet. */
export const filesBelow = (folder: string, ending: string): readonly string[] =>
  (readdirSync(join(root), { withFileTypes: true }).some(entry => entry.name === folder.split('/')[0])
    ? readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    : []
  )
    .filter(path => path.endsWith(ending))
    .map(path => `${folder}/${path.split(sep).join('/')}`)
    .toSorted()

export const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Everything a file imports, types and `import()` included, as written. TypeScript's own scanner finds them. */
export const importsOf = (path: string): readonly string[] =>
  ts.preProcessFile(read(path), true, true).importedFiles.map(file => file.fileName)

/** The imported file of the repository, as a path from its root; absent for packages. */
export const resolveImport = (from: string, specifier: string): string | undefined =>
  specifier.startsWith('.')
    ? relative(root, resolve(root, dirname(from), specifier))
        .split(sep)
        .join('/')
    : undefined
