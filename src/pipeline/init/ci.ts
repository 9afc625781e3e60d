import type { Repository } from '../../frameworks/read.ts'
import type { Render } from '../../render/render.ts'

export type Ci = 'github' | 'gitlab'

export interface CiRequest {
  readonly ci: Ci
  readonly folders: readonly string[]
  /** Version of this program. */
  readonly lockstep: string
  readonly repository: Repository
  readonly render: Render
}

export interface CiFiles {
  readonly files: readonly { readonly path: string; readonly content: string }[]
  /** What the user has to do, since a file of theirs must have it. */
  readonly toDo?: string
}

/** Where a repository is built already. */
export const detectCi = ({ paths }: Repository): Ci | undefined =>
  paths.some(path => path.startsWith('.github/')) ? 'github' : paths.includes('.gitlab-ci.yml') ? 'gitlab' : undefined

/** The job that runs `lockstep check` on what a pull or merge request changes. */
export const ciFiles = ({ ci, folders, lockstep, repository, render }: CiRequest): CiFiles => {
  const view = (glob: string) => ({
    globs: folders.map(folder => JSON.stringify(`${folder}/${glob}`)),
    paths: folders.map(shellWord).join(' '),
    lockstep,
  })
  if (ci === 'github') return { files: [{ path: '.github/workflows/lockstep.yml', content: render('config/github.yml', view('**')) }] }
  const job = { path: '.gitlab/lockstep.yml', content: render('config/gitlab.yml', view('**/*')) }
  const include = `include:\n  - local: ${job.path}\n`
  return repository.paths.includes('.gitlab-ci.yml')
    ? { files: [job], toDo: `add to .gitlab-ci.yml:\n${include}` }
    : { files: [job, { path: '.gitlab-ci.yml', content: include }] }
}

const shellWord = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)
