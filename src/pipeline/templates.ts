import { join } from 'node:path'
import type { Render } from '../render/render.ts'
import { ownFolder } from './own-folder.ts'

/** What renders the package's templates. */
export const createTemplates = async (): Promise<Render> => (await import('../render/render.ts')).createRender(join(ownFolder, 'templates'))
