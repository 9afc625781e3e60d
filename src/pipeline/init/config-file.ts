import type { Config } from '../../dsl/config.ts'
import type { Render } from '../../render/render.ts'

/** A value as TypeScript of this house writes it. */
export const literal = (value: unknown): string => {
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  return `{ ${Object.entries(value as object)
    .map(([key, each]) => `${key}: ${literal(each)}`)
    .join(', ')} }`
}

/**
 * The text of `lockstep.config.ts`.
 *
 * @param types the file of types beside it, where `lockstep` is not installed: it stands in the root, outside of any tsconfig.json of ours
 */
export const configFile = (
  { engine, framework, version, folders, naming, ...conventions }: Config,
  { engineBecause, types }: { readonly engineBecause: string; readonly types: string | undefined },
  render: Render,
): string => {
  const isNamed = naming !== undefined && Object.keys(naming).length > 0
  return render('config/lockstep.config.ts', {
    engine: literal(engine),
    engineBecause,
    types,
    framework: literal(framework),
    version: version === undefined ? undefined : literal(version),
    folders: literal(folders),
    naming: isNamed ? literal(naming) : undefined,
    conventions: Object.entries(conventions).map(([key, value]) => `${key}: ${literal(value)}`),
  })
}
