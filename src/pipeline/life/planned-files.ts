import type { Repository } from '../../frameworks/read.ts'
import { contentHash } from '../../life/content-hash.ts'
import { accountsFor, type Harm, type HeldUnit } from '../../life/covered.ts'
import type { WrittenFile } from '../../life/plan-state.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { plansFolder, readPlansIn } from './plan-folder.ts'

/** What the plans of a repository know of the files that were written for them. */
export interface PlannedFiles {
  /** The stage that a file belongs to, the same text for all of its files; nothing for a file of no plan. */
  readonly stageOf: (path: string) => string | undefined
  /** What the plan of a file says to what is found in it. */
  readonly answerTo: (path: string, harm: Harm) => PlanAnswer | undefined
}

/** The plan has accounted for it; or has for what it has written, and the file was edited since. */
export interface PlanAnswer {
  readonly plan: StoredPlan
  readonly isEdited: boolean
}

interface Written {
  readonly stored: StoredPlan
  readonly file: WrittenFile
}

const planFile = new RegExp(String.raw`^(.*/)?${plansFolder}/[^/]+/plan\.json$`)

/** The folders that hold `lockstep/`, each with `/` at its end, or empty for the root. */
const workspacesIn = ({ paths }: Repository): readonly string[] => [
  ...new Set(paths.flatMap(path => (planFile.test(path) ? [planFile.exec(path)![1] ?? ''] : []))),
]

/** A plan whose folder is broken says nothing. `generate --check` names it. */
export const plannedFiles = (repository: Repository): PlannedFiles => {
  const written = new Map<string, Written[]>()
  for (const workspace of workspacesIn(repository)) {
    const paths = repository.paths.flatMap(path => (path.startsWith(workspace) ? [path.slice(workspace.length)] : []))
    for (const stored of readPlansIn({ paths, read: path => repository.read(workspace + path) }).plans)
      for (const file of stored.state.files) {
        const path = workspace + file.path
        written.set(path, [...(written.get(path) ?? []), { stored, file }])
      }
  }
  return {
    stageOf: path => {
      const [first, ...others] = written.get(path) ?? []
      const isOne = first !== undefined && others.every(({ stored, file }) => stored === first.stored && file.stage === first.file.stage)
      return isOne ? `${first.stored.slug}/${first.file.stage}` : undefined
    },
    answerTo: (path, harm) => {
      const held = written.get(path) ?? []
      const by = held.find(({ stored, file }) => heldUnits(stored, file).some(each => accountsFor(stored, each, harm)))
      if (by === undefined) return undefined
      const now = contentHash(repository.read(path) ?? '')
      return { plan: by.stored, isEdited: held.some(({ file }) => file.sha256 !== now) }
    },
  }
}

/** The unit a file was written for; all of its stage where it serves that as a whole. */
const heldUnits = ({ plan }: StoredPlan, { stage: number, unit: id }: WrittenFile): readonly HeldUnit[] =>
  plan.stages.flatMap(stage =>
    stage.number === number ? stage.units.filter(unit => id === undefined || unit.id === id).map(unit => ({ stage, unit })) : [],
  )
