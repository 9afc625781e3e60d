import { existsSync } from 'node:fs'
import { join } from 'node:path'

const lab = join(import.meta.dirname, '..', '..', '..', '.cache', 'lab')

/** A file in a part of the lab that `scripts/lab.mjs` installs. */
export const inPart = (part: string, ...path: readonly string[]): string => join(lab, part, ...path)

/** Why a tool that needs the part cannot run here; nothing where it is installed. */
export const missingPart = (part: string): string | undefined =>
  existsSync(inPart(part, '.lockstep-lab')) ? undefined : `.cache/lab/${part} is not there: node scripts/lab.mjs ${part}`
