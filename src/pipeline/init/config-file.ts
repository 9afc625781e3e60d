import type { Config } from '../../dsl/config.ts'
import type { Render } from '../../render/render.ts'

/** A value as TypeScript of this house writes it. */
const literal = (value: unknown): string => {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  return `{ ${Object.entries(value as object)
    .map(([key, each]) => `${key}: ${literal(each)}`)
    .join(', ')} }`
}

/** The text of `lockstep.config.ts`. */
export const configFile = ({ engine, framework, version, folders, naming }: Config, engineBecause: string, render: Render): string => {
  const isNamed = naming !== undefined && Object.keys(naming).length > 0
  return render('config/lockstep.config.ts', {
    engine: literal(engine),
    engineBecause,
    framework: literal(framework),
    version: version === undefined ? undefined : literal(version),
    folders: literal(folders),
    naming: isNamed ? literal(naming) : undefined,
  })
}
