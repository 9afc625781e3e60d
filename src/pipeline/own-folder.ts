import { createRequire } from 'node:module'
import { dirname } from 'node:path'

/** The package's own folder, found by its name: from src, from dist and from the bundle alike. */
export const ownFolder = dirname(createRequire(import.meta.url).resolve('lockstep/package.json'))
