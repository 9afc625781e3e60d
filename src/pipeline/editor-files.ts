import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ownFolder } from './own-folder.ts'
import { createTemplates } from './templates.ts'

/** The types of everything a change file imports, in one file. */
export const typesFile = 'lockstep/types/lockstep.d.ts'

export interface EditorFile {
  /** From the root of the workspace. */
  readonly path: string
  readonly content: string
  /** Made from what is installed alone: it may be written over. */
  readonly isGenerated: boolean
}

const dependencyFields = ['dependencies', 'devDependencies', 'optionalDependencies'] as const

/** Does the repository itself install Lockstep? Its editors find the types there. */
export const isInstalledIn = (root: string): boolean => {
  const packageJson = textIn(root, 'package.json')
  if (packageJson === undefined) return false
  try {
    const manifest = JSON.parse(packageJson) as Partial<Record<(typeof dependencyFields)[number], Readonly<Record<string, string>>>>
    return dependencyFields.some(field => manifest[field]?.['lockstep'] !== undefined)
  } catch {
    return false // not ours to complain about
  }
}

const firstLine = (text: string): string => text.slice(0, text.indexOf('\n'))

/**
 * What an editor needs to know the files of `lockstep/` where nothing is installed: a tsconfig.json of the folder's own and the
 * types in one file. Gives what is missing, and types of another version than this; nothing of these lies in the root.
 *
 * @param root of the workspace
 */
export const editorFiles = async (root: string): Promise<readonly EditorFile[]> => {
  const missing = [
    { path: 'lockstep/tsconfig.json', template: 'config/tsconfig.json' },
    { path: 'lockstep/.gitattributes', template: 'config/gitattributes' },
  ].filter(({ path }) => !existsSync(join(root, path)))
  const render = missing.length === 0 ? undefined : await createTemplates()
  const settings = missing.map(({ path, template }) => ({ path, content: render?.(template, {}) ?? '', isGenerated: false }))
  if (isInstalledIn(root)) return settings
  const types = await readFile(join(ownFolder, 'dist/lockstep.d.ts'), 'utf8')
  const there = textIn(root, typesFile)
  return there !== undefined && firstLine(there) === firstLine(types)
    ? settings
    : [...settings, { path: typesFile, content: types, isGenerated: true }]
}

const textIn = (root: string, path: string): string | undefined =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined
