import { textOf } from '../python/text.ts'
import { native, type Value } from '../python/values.ts'
import { batch } from './batch.ts'
import { addColumn, alterColumn, dropColumn } from './column-operations.ts'
import { connection } from './connection.ts'
import {
  createCheck,
  createExclude,
  createForeignKey,
  createIndex,
  createPrimaryKey,
  createUnique,
  dropConstraint,
  dropIndex,
} from './constraint-operations.ts'
import { migrationContext } from './context.ts'
import { entityOperations } from './entities.ts'
import { bulkInsert, execute, inlineLiteral } from './execute.ts'
import type { Operation, Output } from './output.ts'
import { createTable, createTableComment, dropTable, dropTableComment, renameTable } from './table-operations.ts'

const plain: Readonly<Record<string, Operation>> = {
  create_table: createTable,
  drop_table: dropTable,
  rename_table: renameTable,
  create_table_comment: createTableComment,
  drop_table_comment: dropTableComment,
  add_column: addColumn,
  drop_column: dropColumn,
  alter_column: alterColumn,
  create_index: createIndex,
  drop_index: dropIndex,
  create_foreign_key: createForeignKey,
  create_unique_constraint: createUnique,
  create_primary_key: createPrimaryKey,
  create_check_constraint: createCheck,
  create_exclude_constraint: createExclude,
  drop_constraint: dropConstraint,
  execute,
  bulk_insert: bulkInsert,
  inline_literal: inlineLiteral,
  f: given => ({ kind: 'thing', type: 'conv', data: textOf(given.args[0] ?? null) }),
  get_bind: (_, __, out) => connection(out),
  get_context: (_, __, out) => migrationContext(out),
  ...entityOperations,
}

const operations: Readonly<Record<string, Operation>> = { ...plain, batch_alter_table: batch(plain) }

/** `op.<name>` */
export const operationOf = (name: string, out: Output): Value | undefined => {
  if (name === 'migration_context' || name === 'impl') return migrationContext(out)
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
  return operation && native(`op.${name}`, (given, at) => operation(given, at, out))
}
