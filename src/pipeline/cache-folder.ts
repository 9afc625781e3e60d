import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where transformed files and the answers of the type check are kept. */
export const cacheFolder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lockstep')
