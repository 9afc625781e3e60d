import type { Direction, Migration, SourceFile } from '../../../history/migration.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import { readFileName } from './file-name.ts'
import { camelize } from './inflect.ts'
import type { OtherMigration } from './stage.ts'

interface ReadFile {
  readonly migration?: Migration
  readonly diagnostics: readonly Diagnostic[]
}

/** Migrations that run one another go on so long before the reading of them stops. */
const deepest = 20

/** Finds other migrations of a history by their classes, and reads each once; not one that is being read, nor one that cannot be. */
export const otherMigrations = (files: readonly SourceFile[], read: (file: SourceFile) => ReadFile): OtherMigration => {
  const found = new Map<string, Migration | undefined>()
  let depth = 0
  const guarded = (direction: Direction, { at }: Migration): Direction => {
    return to => {
      if (depth >= deepest) {
        to.note({ code: 'not-followed', severity: 'warning', message: 'these migrations run one another without an end', span: at })
        return
      }
      depth += 1
      try {
        direction(to)
      } finally {
        depth -= 1
      }
    }
  }
  const readOne = (file: SourceFile): Migration | undefined => {
    const { migration, diagnostics } = read(file)
    if (migration === undefined || diagnostics.some(({ severity }) => severity !== 'note')) return undefined
    const { up, down } = migration
    return { ...migration, up: guarded(up, migration), ...(down === undefined ? {} : { down: guarded(down, migration) }) }
  }
  return name => {
    if (!found.has(name)) {
      found.set(name, undefined)
      const [file, another] = files.filter(({ path }) => camelize(readFileName(path)?.name ?? '') === name)
      found.set(name, file === undefined || another !== undefined ? undefined : readOne(file))
    }
    return found.get(name)
  }
}
