import { keyOf, sibling } from '../model/name.ts'
import type { View } from '../model/schema.ts'
import { catalogOnly } from './catalog-only.ts'
import type { ChangeOf } from './change.ts'
import { codeDeployed, oldVersionDrained } from './gates.ts'
import { contract, draft, expand, migrate, type Candidate, type ChangeBehaviour, type Recipe } from './recipe.ts'
import { helperName } from './safely.ts'

const unused = ({ name }: View): ReturnType<typeof codeDeployed>[] => [
  codeDeployed(`No running code reads ${keyOf(name)}`, { kind: 'stop-using-relation', relation: name }),
  oldVersionDrained(),
]

export const createView: ChangeBehaviour<ChangeOf<'create-view'>> = {
  recipes: [
    ({ view }) => ({
      recipe: 'create-view',
      how: view.materialized ? 'creates the materialized view and fills it, outside any deploy' : 'creates the view',
      stages: [(view.materialized ? migrate : expand)(draft({ kind: 'create-view', view, withData: true }))],
      notes: view.materialized
        ? []
        : [`From then on ${keyOf(view.name)} pins the columns it reads: dropping or retyping one takes the view along.`],
    }),
  ],
  direct: ({ view }) => [{ kind: 'create-view', view, withData: true }],
  describe: ({ view }) => `create ${view.materialized ? 'materialized ' : ''}view ${keyOf(view.name)}`,
}

export const dropView = catalogOnly<ChangeOf<'drop-view'>>({
  recipe: 'drop-view',
  how: 'drops the view once no code reads it',
  gate: ({ view }) => unused(view),
  phase: 'contract',
  steps: ({ view }) => [{ kind: 'drop-view', view }],
  describe: ({ view }) => `drop view ${keyOf(view.name)}`,
})

type ReplaceView = ChangeOf<'replace-view'>

const onlyAppends = ({ from, to }: ReplaceView): boolean =>
  from.columns.length > 0 && from.columns.every((column, position) => to.columns[position] === column)

const inPlace: Recipe<ReplaceView> = change => {
  if (change.to.materialized) return { recipe: 'replace', refused: 'a materialized view cannot be replaced in place' }
  if (!onlyAppends(change)) return { recipe: 'replace', refused: 'CREATE OR REPLACE VIEW may only append columns (42P16)' }
  return {
    recipe: 'replace',
    how: 'replaces the definition; readers see the new one from their next statement on',
    stages: [expand(draft({ kind: 'replace-view', from: change.from, to: change.to }))],
  }
}

/** Dropped and created in one transaction: readers of what stays never miss it. */
const dropAndCreate: Recipe<ReplaceView> = ({ from, to }) => {
  const recipe = 'drop-and-create'
  if (to.materialized) return { recipe, refused: 'filling it would hold the lock' }
  const lost = from.columns.filter(column => !to.columns.includes(column))
  const together = `replace ${keyOf(to.name)}`
  return {
    recipe,
    how: 'drops the view and creates it anew in one transaction, once no code reads the columns that go',
    stages: [
      contract(
        [
          codeDeployed(
            lost.length === 0
              ? `Running code reads ${keyOf(to.name)} by column names, not by position`
              : `No running code reads ${lost.join(', ')} of ${keyOf(to.name)}`,
          ),
          oldVersionDrained(),
        ],
        draft({ kind: 'drop-view', view: from }, { together }),
        draft({ kind: 'create-view', view: to }, { together }),
      ),
    ],
  }
}

/** The new one is built and filled beside the old one; then the names swap. */
const buildBeside: Recipe<ReplaceView> = ({ from, to }): Candidate | { recipe: string; refused: string } => {
  const recipe = 'build-beside'
  if (!to.materialized) return { recipe, refused: 'nothing has to be filled' }
  const fresh = sibling(to.name, helperName(to.name.name, 'new'))
  const aside = sibling(to.name, helperName(to.name.name, 'old'))
  const together = `replace ${keyOf(to.name)}`
  const lost = from.columns.filter(column => !to.columns.includes(column))
  const indexes = (to.indexes ?? []).map(index => ({ index, copy: { ...index, name: helperName(index.name, 'new') } }))
  return {
    recipe,
    how: 'builds and fills the new one beside the old one, swaps the names, and drops the old one',
    stages: [
      migrate(draft({ kind: 'create-view', view: { ...to, name: fresh, indexes: indexes.map(i => i.copy) }, withData: true })),
      contract(
        lost.length === 0 ? [] : [codeDeployed(`No running code reads ${lost.join(', ')} of ${keyOf(to.name)}`), oldVersionDrained()],
        draft({ kind: 'rename-view', from: from.name, to: aside.name, materialized: true }, { together }),
        draft({ kind: 'rename-view', from: fresh, to: to.name.name, materialized: true }, { together, witness: true }),
        draft({ kind: 'drop-view', view: { ...from, name: aside } }, { together }),
        ...indexes.map(({ index, copy }) => draft({ kind: 'rename-index', table: to.name, from: copy.name, to: index.name }, { together })),
      ),
    ],
  }
}

export const replaceView: ChangeBehaviour<ReplaceView> = {
  recipes: [inPlace, dropAndCreate, buildBeside],
  direct: ({ from, to }) => [
    { kind: 'drop-view', view: from },
    { kind: 'create-view', view: to, withData: true },
  ],
  describe: ({ to }) => `replace view ${keyOf(to.name)}`,
}

/** Both names answer while both application versions run. */
export const renameView: ChangeBehaviour<ChangeOf<'rename-view'>> = {
  recipes: [
    ({ from, to }) => {
      const view: View = {
        ...from,
        name: sibling(from.name, to),
        indexes: from.indexes?.map(i => ({ ...i, name: helperName(i.name, 'new') })),
      }
      return {
        recipe: 'both-names',
        how: 'creates the view under its new name, and drops the old one once no code reads it',
        stages: [
          (from.materialized ? migrate : expand)(draft({ kind: 'create-view', view, withData: true })),
          contract(
            [
              codeDeployed(`Code that reads ${keyOf(view.name)} instead of ${keyOf(from.name)} is deployed everywhere`, {
                kind: 'use-relation',
                relation: from.name,
                instead: view.name,
              }),
              oldVersionDrained(),
            ],
            draft({ kind: 'drop-view', view: from }),
            ...(from.indexes ?? []).map(i =>
              draft({ kind: 'rename-index', table: view.name, from: helperName(i.name, 'new'), to: i.name }),
            ),
          ),
        ],
      }
    },
  ],
  direct: ({ from, to }) => [{ kind: 'rename-view', from: from.name, to, materialized: from.materialized }],
  describe: ({ from, to }) => `rename view ${keyOf(from.name)} to ${to}`,
}
