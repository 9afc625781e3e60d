import { isFrozenText, statementsOfCall } from '../../frozen-call.ts'
import { lockHash } from '../polite-lock.ts'
import type { Modules } from './modules.ts'
import type { Output } from './operations/output.ts'
import { argument } from './python/arguments.ts'
import type { Node } from './python/tree.ts'
import { dictOf, isKind, isThing, native, Opaque, unknown, type Given, type Value } from './python/values.ts'

/** `run_path("…/polite_lock_v1.py")`: what the code that takes locks defines, as it was frozen. Of other files nothing is told. */
export const namesOfFile = (given: Given, modules: Modules, out: () => Output | undefined): Value => {
  const path = argument(given, 'path_name', 0)
  const name = isThing(path, 'path') ? path.data : path
  return typeof name === 'string' && isFrozenText(modules.textAt(name), lockHash)
    ? dictOf([['acquire', native('acquire', (asked, at) => takeLocks(asked, at, out()))]])
    : { kind: 'thing', type: 'names of a file', item: () => unknown('calls what another file defines', false) }
}

/** `acquire(op, {"users": "ACCESS EXCLUSIVE"}, within=100)`: the statements that it sends. */
const takeLocks = ({ args: [operations, tables, ...more], named }: Given, at: Node, out: Output | undefined): Value => {
  const isOurs = isKind(operations, 'reference') && operations.path === 'alembic.op' && isKind(tables, 'dict') && more.length === 0
  const statements =
    isOurs && out !== undefined ? statementsOfCall({ tables: [...tables.entries.values()], options: [...named] }, out.to.engine) : undefined
  if (statements === undefined) throw new Opaque('calls acquire')
  for (const sql of statements) out!.to.sql(sql, out!.spanOf(at))
  return null
}
