import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { error, fail, ok, type Result } from '../model/diagnostic.ts'
import { checkConfig, type ConfigMistake } from './check-config.ts'
import type { Config } from './config.ts'
import { loadDefault, noDefault, type LoadOptions } from './load.ts'

/** @returns what `lockstep.config.ts` exports as default, or `lockstep.config.json` holds; or everything that is wrong with it, each at its place */
export const loadConfigFile = async (given: string, options: LoadOptions): Promise<Result<Config>> => {
  const file = resolve(given)
  const loaded = file.endsWith('.json') ? readJson(file) : await loadDefault(file, options)
  if (!loaded.ok) return loaded
  const found = loaded.value
  if (typeof found !== 'object' || found === null) return fail(noDefault(file, 'defineConfig({ … })', found))
  const mistakes = checkConfig(found)
  return mistakes.length === 0 ? ok(found) : configMistakes(file, mistakes)
}

/** Mistakes of a configuration, each at the place where the file says the setting. */
export const configMistakes = async (file: string, mistakes: readonly ConfigMistake[]): Promise<Result<never>> => {
  const { placeInConfig } = await import('./place-in-config.ts')
  return fail(
    ...(await Promise.all(
      mistakes.map(async ({ path, code, message, help }) => error(code, message, help, await placeInConfig(file, path))),
    )),
  )
}

/** `$schema` tells an editor the keys; it is no setting. */
const readJson = (file: string): Result<unknown> => {
  const text = readFileSync(file, 'utf8')
  try {
    const found: unknown = JSON.parse(text)
    if (typeof found !== 'object' || found === null || !('$schema' in found)) return ok(found)
    const { $schema: _, ...rest } = found
    return ok(rest)
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem
    const [, at] = /at position (\d+)/.exec(problem.message) ?? []
    const lines = text.slice(0, at === undefined ? 0 : Number(at)).split('\n')
    return fail(
      error(
        'syntax-error',
        `${file.replace(/^.*[\\/]/, '')} is not JSON: ${problem.message}`,
        'comments and trailing commas are for a .ts file',
        {
          file,
          line: lines.length,
          column: lines.at(-1)!.length + 1,
        },
      ),
    )
  }
}
