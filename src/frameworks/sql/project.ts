import { basename, dirname } from 'node:path/posix'
import { engineHintedBy } from '../other-engines.ts'
import type { Project, Repository } from '../read.ts'
import { readSqlFileName } from './read/file-name.ts'

/** Folders of tests and of what a build makes hold copies. */
const aside = /(?:^|\/)(?:node_modules|vendor|target|build|dist|tests?|testdata|fixtures)\//

/** What a repository's own files name as a runner of SQL files. */
const runners: readonly (readonly [file: RegExp, content: RegExp, layout: string])[] = [
  [/(?:^|\/)diesel\.toml$/, /(?:)/, 'diesel'],
  [/(?:^|\/)Cargo\.toml$/, /^\s*diesel(?:_migrations)?\s*=/m, 'diesel'],
  [/(?:^|\/)Cargo\.toml$/, /^\s*sqlx\s*=/m, 'sqlx'],
  [/(?:^|\/)go\.mod$/, /golang-migrate\/migrate/, 'golang-migrate'],
  [
    /(?:^|\/)(?:Makefile|Taskfile\.ya?ml|justfile|Dockerfile|(?:docker-)?compose\.ya?ml)$/,
    /\bmigrate\s+[^\n]*-path\b|migrate\/migrate\b/,
    'golang-migrate',
  ],
]

/** Folders of plain SQL migrations: told by the names of files and the marks in them, the runner by what else lies there. */
export const findProjects = ({ paths, read }: Repository): readonly Project[] => {
  let runner: string | undefined
  const runnerNamed = (): string | undefined =>
    (runner ??=
      runners.find(([file, content]) => paths.some(path => file.test(path) && !aside.test(path) && content.test(read(path) ?? '')))?.[2] ??
      '')
  const folders = new Map<string, string[]>()
  for (const path of paths) {
    const name = aside.test(path) ? undefined : readSqlFileName(path)
    if (name === undefined) continue
    const folder = dirname(name.form === 'folder' ? dirname(path) : path)
    folders.set(folder, [...(folders.get(folder) ?? []), path])
  }
  return [...folders]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([folder, files]) => {
      const layout = layoutOf(files, read)
      if (layout === undefined) return []
      const chosen = layout.isSure ? layout.name : runnerNamed() || layout.name
      const engine = engineHintedBy(`${folder}/x`)
      return [
        {
          folders: [folder],
          ...(engine === undefined ? {} : { engine }),
          options: chosen === undefined ? {} : { layout: chosen },
          because: `${folder} has ${basename(files[0]!)}${layout.isMarked === true ? `, marked for ${layout.name}` : ''}`,
        },
      ]
    })
}

interface Guess {
  readonly name?: string
  readonly isSure: boolean
  /** By lines of its own in the files. */
  readonly isMarked?: true
}

/** Nothing where the folder is of another framework, or of files that merely have a number. */
const layoutOf = (files: readonly string[], read: Repository['read']): Guess | undefined => {
  const forms = files.map(path => readSqlFileName(path)!)
  const sample = files.slice(0, 3).map(path => read(path) ?? '')
  if (sample.some(text => /^\s*--\s*liquibase formatted sql/i.test(text))) return undefined
  if (sample.some(text => /^--.*\+goose\s+up/im.test(text))) return { name: 'goose', isSure: true, isMarked: true }
  if (sample.some(text => /^--\s*migrate:up/m.test(text))) return { name: 'dbmate', isSure: true, isMarked: true }
  if (forms.some(({ form }) => form === 'folder')) {
    return files.some(path => basename(path) !== 'migration.sql') ? { name: 'diesel', isSure: true } : { isSure: false }
  }
  if (forms.some(({ form }) => form === 'pair')) {
    return forms.every(({ isNumbered }) => isNumbered) ? { name: 'golang-migrate', isSure: false } : { isSure: true }
  }
  // One numbered file says little; its folder's name decides.
  return /migrat/i.test(dirname(files[0]!)) ? { isSure: false } : undefined
}
