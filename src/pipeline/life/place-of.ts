import { join } from 'node:path/posix'
import type { EmittedFile } from '../../frameworks/framework.ts'
import { plansFolder } from './plan-folder.ts'

/** Where an emitted file goes, from the root of the workspace. */
export const placeOf = ({ name, from }: EmittedFile, { folder, slug }: { readonly folder: string; readonly slug: string }): string => {
  switch (from) {
    case undefined:
      return join(folder, name)
    case 'root':
      return name
    case 'plan':
      return join(plansFolder, slug, name)
  }
}
