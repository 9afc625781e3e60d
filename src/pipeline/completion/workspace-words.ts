import { existsSync, readdirSync } from 'node:fs'
import { join, parse, relative } from 'node:path'
import { planSlugs } from '../life/plan-folder.ts'
import { ownFolder } from '../own-folder.ts'
import { workspaceOf } from '../workspace.ts'

/** Slugs of the plans of the workspace. */
export const planWords = (): readonly string[] => planSlugs(workspaceOf().root)

/** Change files of the workspace, as seen from the working directory. */
export const changeWords = (): readonly string[] => {
  const folder = join(workspaceOf().root, 'lockstep')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(path => path.replaceAll('\\', '/'))
    .filter(path => /(^|\/)changes\/.+\.ts$/.test(path))
    .map(path => relative(process.cwd(), join(folder, path)))
    .toSorted()
}

/** What there is an example of to explain. */
export const topicWords = (): readonly string[] => readdirSync(join(ownFolder, 'schema-examples')).map(file => parse(file).name)
