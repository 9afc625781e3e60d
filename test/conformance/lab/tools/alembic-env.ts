import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Changes the `env.py` that `alembic init` wrote. */
export type Env = (source: string) => string

const docs = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'frameworks.md'), 'utf8')
const advice = [
  ...docs
    .split('\n## Alembic\n')[1]!
    .split('\n## ')[0]!
    .matchAll(/^```python\n([^]*?)^```$/gm),
].map(([, code]) => code!)

/** The Python that `docs/frameworks.md` shows in its section on Alembic, and that holds this word. */
const advised = (word: string): string => {
  const found = advice.filter(code => code.includes(word))
  if (found.length !== 1) throw new Error(`docs/frameworks.md has ${found.length} pieces of Python with ${word}`)
  return found[0]!
}

const replaced = (source: string, from: RegExp | string, to: string): string => {
  const result = source.replace(from, () => to)
  if (result === source) throw new Error(`env.py has no ${String(from)}`)
  return result
}

/** Several runners take turns, and each revision has its transaction, as our documentation advises. */
export const asAdvised: Env = source =>
  replaced(source, /^def run_migrations_online\(\)[^]*?(?=^if context\.is_offline_mode)/m, `${advised('pg_try_advisory_lock')}\n\n`)

/** Taking turns too, but with one transaction for the whole run, as `alembic init` leaves it. */
export const inOneTransaction: Env = source => replaced(asAdvised(source), /^ *transaction_per_migration=True,\n/m, '')

/** One transaction for each revision, otherwise as `alembic init` leaves it. */
export const perMigration: Env = source =>
  replaced(
    source,
    'connection=connection, target_metadata=target_metadata',
    'connection=connection, target_metadata=target_metadata, transaction_per_migration=True',
  )

/** `env.py` begins the transaction itself. */
export const inItsOwnTransaction: Env = source => replaced(source, 'connectable.connect()', 'connectable.begin()')

/** Models to compare with, and what our documentation advises to leave alone meanwhile. */
export const comparing =
  (models: string, { isAdvised, checks }: { readonly isAdvised: boolean; readonly checks: boolean }): Env =>
  source => {
    const options = [
      ...(isAdvised ? ['include_object=include_object'] : []),
      // Alembic 1.19 and later look at the names of checks where they are asked to.
      ...(checks ? ['autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"]'] : []),
    ]
    const configured = 'connection=connection, target_metadata=target_metadata'
    const withModels = replaced(source, 'target_metadata = None', `${models}\n${isAdvised ? advised('def include_object') : ''}`)
    return options.length === 0 ? withModels : replaced(withModels, configured, [configured, ...options].join(', '))
  }
