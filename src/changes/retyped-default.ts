import type { Column } from '../model/schema.ts'

/** A default that names its type (`'new'::mood`) would keep the old one: the bare literal takes whichever type its column has. */
export const retypedDefault = ({ default: value, type }: Column): Column['default'] => {
  const cast = `::${type.native}`
  return value?.sql.endsWith(cast) === true ? { sql: value.sql.slice(0, -cast.length) } : value
}
