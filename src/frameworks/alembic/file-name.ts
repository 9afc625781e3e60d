import type { Unit } from '../../plan/plan.ts'

/**
 * The name of a revision's file, without its ending, as Alembic makes it of `file_template`. A template with something in it
 * that is not known here is passed over: a name says nothing to Alembic.
 */
export const fileNameOf = ({ id, slug }: Pick<Unit, 'id' | 'slug'>, template: string | undefined, now: Date): string => {
  const usual = `${id}_${slug}`
  if (template === undefined) return usual
  const values: Readonly<Record<string, string | number>> = {
    rev: id,
    slug,
    year: now.getUTCFullYear(),
    month: now.getUTCMonth() + 1,
    day: now.getUTCDate(),
    hour: now.getUTCHours(),
    minute: now.getUTCMinutes(),
    second: now.getUTCSeconds(),
    epoch: Math.floor(now.getTime() / 1000),
  }
  const name = template.replaceAll(/%\((\w+)\)(?:\.(\d+))?[sd]/g, (whole, key: string, width?: string) => {
    const value = values[key]
    return value === undefined ? whole : String(value).padStart(Number(width ?? 0), '0')
  })
  // The revision must be in it, or two units of one slug would have one file.
  return name.includes(id) && /^[\w.-]+$/.test(name) ? name : usual
}
