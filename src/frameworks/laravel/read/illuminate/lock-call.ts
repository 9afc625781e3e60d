import { dirname, join } from 'node:path/posix'
import { isFrozenText, statementsOfCall } from '../../../frozen-call.ts'
import { lockHash } from '../../polite-lock.ts'
import { PhpArray, type Args, type CallSite, type PhpClass, type PhpFile, type Value } from '../php/frame.ts'
import { walk } from '../php/scan.ts'
import { Connection } from './connection.ts'
import type { Context } from './context.ts'

/** What the frozen code of a repository defines, and an edited one may. */
export const lockClass = 'Lockstep\\PoliteLockV1'

/** Its calls are known for what they send: nobody goes through its code. */
export const isFrozenLock = ({ name, file }: PhpClass): boolean => name === lockClass && isFrozenText(file.text, lockHash)

/** `require __DIR__.'/../lockstep/PoliteLockV1.php'` */
const requiredBy = ({ path, statements }: PhpFile): readonly string[] => {
  const found: string[] = []
  walk(statements, each => {
    if (each.kind !== 'include' || each.target.kind !== 'bin') return
    const { left, right } = each.target
    if (left.kind === 'magic' && left.value === '__DIR__' && right.kind === 'string') found.push(join(dirname(path), right.value))
  })
  return found
}

/** `PoliteLockV1::acquire(DB::connection(), ['users' => 'ACCESS EXCLUSIVE'], ['within' => 100])`: the statements that it sends; nothing where that is other code. */
export const takeLocks = ({ positional, named }: Args, site: CallSite, { application, effects }: Context): Value | undefined => {
  const [connection, tables, options] = positional
  const { file } = site.frame
  const isOurs =
    connection instanceof Connection &&
    tables instanceof PhpArray &&
    options instanceof PhpArray &&
    Object.keys(named).length === 0 &&
    requiredBy(file).some(path => isFrozenText(application.fileAt(path), lockHash))
  const statements = isOurs
    ? statementsOfCall(
        { tables: [...tables.entries].map(([name, mode]) => [String(name), mode]), options: [...options.entries] },
        effects.engine,
      )
    : undefined
  if (statements === undefined) return undefined
  for (const sql of statements) effects.sql(sql, effects.spanOf(site.at, file))
  return null
}
