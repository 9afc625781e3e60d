import type { Name } from './name.ts'
import type { Column, Table } from './schema.ts'

/** A type nothing is known of: the migration that made the column was not read. */
export const unknownType = { kind: 'other', native: 'unknown' } as const

export const unknownColumn = (name: string): Column => ({ name, type: unknownType, nullable: true })

/** A table of which only the name is known. */
export const unknownTable = (name: Name): Table => ({ name, columns: [], constraints: [], indexes: [] })
