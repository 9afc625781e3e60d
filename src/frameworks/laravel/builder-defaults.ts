import type { BuilderDefaults } from '../read.ts'

export const isProvider = (path: string): boolean => /Providers?\/[^/]+\.php$/.test(path) && !/(^|\/)(?:vendor|tests?)\//i.test(path)

/** As the texts of the providers say it, commented lines left out. */
export const builderDefaultsIn = (providers: readonly string[]): BuilderDefaults => {
  const said = (pattern: RegExp): string | undefined => providers.map(text => pattern.exec(text)?.[1]).find(found => found !== undefined)
  const length = said(/^[^/*\n]*(?:Schema|Builder)::defaultStringLength\((\d+)\)/m)
  const morphs = said(/^[^/*\n]*(?:Schema|Builder)::morphUsing(Uuids|Ulids)\(\)/m)
  const precision = said(/^[^/*\n]*(?:Schema|Builder)::defaultTimePrecision\((\d+|null)\)/m)
  return {
    ...(length === undefined ? {} : { stringLength: Number(length) }),
    ...(morphs === undefined ? {} : { morphKey: morphs === 'Uuids' ? 'uuid' : 'ulid' }),
    ...(precision === undefined ? {} : { timePrecision: precision === 'null' ? null : Number(precision) }),
  }
}
