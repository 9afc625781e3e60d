// Writes docs/idiomatic.md: how much of the examples' plans each framework says in its own words rather than as SQL,
// by kind of step: `npm run docs:idiomatic` (after a build). A test holds every framework to the share written there.
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultPolicy, type Policy } from '../src/changes/recipe.ts'
import { postgres } from '../src/engines/postgres/index.ts'
import type { Framework } from '../src/frameworks/framework.ts'
import { idiomaticShare, type IdiomaticShare } from '../src/frameworks/idiomatic.ts'
import { frameworkIds } from '../src/model/framework.ts'
import { loadFramework, type ChangeInput } from '../src/pipeline.ts'
import type { Plan } from '../src/plan/plan.ts'
import { planChanges } from '../src/planner/index.ts'

const root = join(import.meta.dirname, '..')
export const sharePath = join(root, 'docs', 'idiomatic.md')

/** Every example is planned for this server, or for the oldest it needs. */
const major = 16

const engineOf = (needed: number) => postgres({ engine: 'postgres', major: Math.max(major, needed), minor: 4 })

interface Example {
  readonly default: ChangeInput
  readonly minimumMajor?: number
  readonly policy?: Partial<Policy>
}

async function planOf(file: string): Promise<Plan> {
  const { default: input, minimumMajor = 0, policy } = (await import(file)) as Example
  const planned = planChanges({ ...input, engine: await engineOf(minimumMajor), policy: { ...defaultPolicy, ...policy }, maxStall: 100 })
  if (!planned.ok) throw new Error(`${file}: ${JSON.stringify(planned.diagnostics)}`)
  return planned.value
}

export interface FrameworkShare {
  readonly framework: Framework
  readonly kinds: readonly IdiomaticShare[]
  readonly statements: number
  readonly idiomatic: number
}

/** The share of each framework that has words of its own; Flyway and raw SQL have none. */
export async function measureShares(): Promise<readonly FrameworkShare[]> {
  const folder = join(root, 'schema-examples')
  const plans = await Promise.all(
    readdirSync(folder)
      .filter(name => name.endsWith('.ts'))
      .map(name => planOf(join(folder, name))),
  )
  const engine = await engineOf(0)
  const frameworks = await Promise.all(frameworkIds.map(loadFramework))
  return frameworks
    .filter(({ isIdiomatic }) => isIdiomatic !== undefined)
    .map(framework => {
      const kinds = idiomaticShare(framework, plans, {}, engine)
      const sum = (count: (share: IdiomaticShare) => number): number => kinds.reduce((total, share) => total + count(share), 0)
      return { framework, kinds, statements: sum(share => share.statements), idiomatic: sum(share => share.idiomatic) }
    })
}

const percent = (idiomatic: number, statements: number): string => `${((100 * idiomatic) / statements).toFixed(1)} %`

/** The page's text, ready to be written. */
export function sharePage(shares: readonly FrameworkShare[]): string {
  const ids = shares.map(({ framework }) => framework.id)
  const kinds = shares[0]?.kinds ?? []
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const cell = (kind: IdiomaticShare, { kinds: own }: FrameworkShare): string => {
    const found = own.find(each => each.kind === kind.kind)
    return found === undefined || found.idiomatic === 0 ? '–' : String(found.idiomatic)
  }
  return `# How much is said in a framework's own words

A step is written with a framework's own method where that does exactly the same: same catalog, same locks. Everything else
goes through its execute form as SQL. Counted over the statements, up and down, of all plans of \`schema-examples\` on
PostgreSQL ${major}; Flyway and raw SQL are SQL throughout. Written by \`npm run docs:idiomatic\`.

${row(['Step', 'Statements', ...ids])}
${row(['---', '--:', ...ids.map(() => '--:')])}
${kinds.map(kind => row([kind.kind, String(kind.statements), ...shares.map(share => cell(kind, share))])).join('\n')}
${row(['**share**', String(shares[0]?.statements ?? 0), ...shares.map(({ idiomatic, statements }) => `**${percent(idiomatic, statements)}**`)])}
`
}

/** The shares a page states, by framework, in percent. */
export function statedShares(page: string): Readonly<Record<string, number>> {
  const cells = (start: string): readonly string[] =>
    page
      .split('\n')
      .find(line => line.startsWith(start))
      ?.split('|')
      .slice(3, -1)
      .map(each => each.trim()) ?? []
  const numbers = cells('| **share**').map(each => Number(each.replace(/[*% ]/g, '')))
  return Object.fromEntries(cells('| Step').map((id, at) => [id, numbers[at] ?? Number.NaN]))
}

if (process.argv[1]?.endsWith('idiomatic-share.ts') === true) {
  const page = sharePage(await measureShares())
  writeFileSync(sharePath, page)
  console.log(page)
}
