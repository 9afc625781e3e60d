import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ask } from '../../model/answer.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import type { Ledger } from '../../frameworks/ledger.ts'
import type { Engine } from '../../steps/engine.ts'
import { readHistory } from '../read-history.ts'
import { loadFramework } from '../registry.ts'
import { partOfRepository } from '../part-of-repository.ts'
import { writtenTo } from './written-to.ts'

/** What the framework's own record says of the files of a plan. */
export interface Applied {
  /** `schema_migrations`. */
  readonly ledger: string
  /** By version; one that it cannot say anything of is missing. */
  readonly versions: ReadonlyMap<string, boolean>
}

/** Where the framework records a plan's files, by what the repository says of it. */
export const ledgerOf = async (root: string, stored: StoredPlan): Promise<Ledger | undefined> => {
  const { framework, files: placed } = stored.state
  const files = placed.flatMap(({ path }) => (existsSync(join(root, path)) ? [{ path, text: readFileSync(join(root, path), 'utf8') }] : []))
  const { layout, project } = await writtenTo(root, stored)
  const { ledger } = await loadFramework(framework)
  return ledger?.({
    files,
    ...(layout === undefined ? {} : { layout }),
    ...(project?.options.flyway === undefined ? {} : { flyway: project.options.flyway }),
  })
}

/** Asks the framework's ledger which of a plan's files have run; nothing where it keeps none, or this role may not read it. */
export const readApplied = async (ask: Ask, root: string, stored: StoredPlan, engine: Engine): Promise<Applied | undefined> => {
  const { state } = stored
  const versions = [...new Set(state.files.flatMap(({ version }) => version ?? []))]
  const ledger = await ledgerOf(root, stored)
  if (ledger === undefined || ledger.isApplied === '' || versions.length === 0) return undefined
  const rows = ledger.followsGraph === true ? await graphOf(root, state.framework) : versions.map(source => ({ source, after: [] }))
  if (rows.length === 0) return undefined
  const quote = engine.quoteLiteral
  const answer = await ask(
    `WITH lockstep_migrations (place, source, after) AS (VALUES\n${rows
      .map(({ source, after }, n) => `  (${n + 1}, ${quote(source)}, ARRAY[${after.map(quote).join(', ')}]::text[])`)
      .join(',\n')}\n)\nSELECT m.source, coalesce(${ledger.isApplied}, false) AS applied FROM lockstep_migrations AS m`,
  )
  if ('unanswered' in answer) return undefined
  return {
    ledger: ledger.table,
    versions: new Map(
      answer.rows.map(row => [String(row['source']), row['applied'] === true] as const).filter(([v]) => versions.includes(v)),
    ),
  }
}

/** All migrations of the repository with what each comes after: a ledger of heads says the rest by them. */
const graphOf = async (
  root: string,
  from: StoredPlan['state']['framework'],
): Promise<readonly { readonly source: string; readonly after: readonly string[] }[]> => {
  const part = partOfRepository(root)
  const found = part === undefined ? undefined : await readHistory({ ...part, from, options: {} })
  return found?.ok === true ? found.value.history.migrations.map(({ id, after = [] }) => ({ source: id, after })) : []
}
