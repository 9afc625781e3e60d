/** What users import to write a schema or a change, but for `change` itself (see ../authoring.ts). */
export type { Expression } from '../model/schema.ts'
export { changeWith } from './change.ts'
export { defineConfig, type Config, type Naming } from './config.ts'
export { ColumnBuilder } from './column.ts'
export {
  domain,
  enumType,
  extension,
  materializedView,
  routine,
  sequence,
  view,
  type DomainDefinition,
  type EnumDefinition,
  type ObjectDefinition,
} from './object.ts'
export { schema, type SchemaDefinition } from './schema.ts'
export type { ChangeFile, SchemaChange } from './schema-change.ts'
export { col, identifier, sql, type ColumnReference } from './sql.ts'
export { table, type TableDefinition, type TableOptions, type TableParts } from './table.ts'
export type { TableChange } from './table-change.ts'
export type { Diff, Renames } from './target.ts'
export * from './types.ts'
