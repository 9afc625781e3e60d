import { originOf } from '../plan/origin.ts'
import type { EmitRequest, FrameworkOptions } from './framework.ts'

/** Units of a plan, called as the team calls its files; what is converted keeps the name it came with. */
export const namedUnits = (units: EmitRequest['units'], { naming }: FrameworkOptions): EmitRequest['units'] =>
  naming === undefined
    ? units
    : units.map(({ stage, unit }) => ({
        stage,
        unit: originOf(unit) === undefined ? { ...unit, slug: naming.replace('{slug}', unit.slug) } : unit,
      }))
