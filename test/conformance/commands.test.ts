import { describeLives } from './lives.ts'

/** One plan with every shape of file: short locks, a concurrent build, a backfill that commits, a validation, a gate and a drop. */
const shapes = ['rename-indexed-column']

for (const major of [12, 18]) describeLives(major, shapes, 'command', tool => tool.engine !== undefined)
