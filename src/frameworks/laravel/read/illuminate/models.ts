import { propertyOf, linesOf } from '../php/classes.ts'
import { Opaque, type PhpClass, type Value } from '../php/frame.ts'
import { shortName } from '../php/static.ts'
import type { ModelFacts } from '../blueprint/model-facts.ts'
import type { Application } from './context.ts'
import { pluralStudly, snake } from './inflect.ts'

const literal = (of: PhpClass | undefined, property: string): string | undefined => {
  const found = of && propertyOf(of, property)?.found
  return found !== undefined && found !== 'none' && found.kind === 'string' ? found.value : undefined
}

const has = (of: PhpClass | undefined, trait: string): boolean =>
  of !== undefined && linesOf(of).some(({ traitNames }) => traitNames.some(name => shortName(name) === trait))

/** What a model says of its table, or the convention where it says nothing or is not at hand. */
export const factsOf = (
  className: string,
  { definition }: Pick<Application, 'definition'>,
): ModelFacts & { readonly isGuessed: boolean } => {
  const of = definition(className)
  const name = shortName(className)
  const key = literal(of, 'primaryKey') ?? 'id'
  const keyKind = has(of, 'HasUlids')
    ? 'ulid'
    : has(of, 'HasUuids') || has(of, 'HasVersion7Uuids')
      ? 'uuid'
      : literal(of, 'keyType') === 'string'
        ? 'uuid'
        : 'integer'
  return {
    table: literal(of, 'table') ?? snake(pluralStudly(name)),
    key,
    foreignKey: `${snake(name)}_${key}`,
    keyKind,
    isGuessed: of === undefined,
  }
}

/** Is it a model, as far as its name and its file tell? */
export const isModel = (className: string, { definition }: Pick<Application, 'definition'>): boolean => {
  if (/\\Models?\\/.test(className)) return true
  const of = definition(className)
  return (
    of !== undefined &&
    linesOf(of).some(({ parentName }) => parentName !== undefined && /(^|\\)(Model|Authenticatable|Pivot|User)$/.test(parentName))
  )
}

/** The class that a value stands for: its name, or an object of it. */
export const classOf = (value: Value): string => {
  if (typeof value === 'string') return value.replace(/^\\/, '')
  if (typeof value === 'object' && value !== null && 'className' in value) return value.className
  throw new Opaque('names a model by a value that is not known')
}
