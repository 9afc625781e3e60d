import type { Node, TransactionStmt, VariableSetStmt } from 'libpg-query'
import type { ReadStatement } from '../../../steps/engine.ts'
import { allOf, asKind, textsOf, valueOf } from './nodes.ts'

/** What earlier statements of a text decide for those after them. */
export interface Session {
  readonly path: readonly string[]
  readonly temporary: ReadonlySet<string>
}

export const initialSession: Session = { path: ['public'], temporary: new Set() }

const units: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 }

/** `5s`, `'1 min'`, `250`: milliseconds. */
const milliseconds = (text: string | undefined): number | undefined => {
  const found = /^\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*$/.exec(text ?? '')
  return found === null ? undefined : Math.round(Number(found[1]) * units[found[2] ?? 'ms']!)
}

type Setting = NonNullable<ReadStatement['setting']>

const limits = { lock_timeout: 'lockTimeout', statement_timeout: 'statementTimeout' } as const

const limitOf = (name: string, value: string | undefined, isLocal: boolean): Setting | undefined => {
  if (!(name in limits)) return undefined
  const time = milliseconds(value)
  return time === undefined ? undefined : { [limits[name as keyof typeof limits]]: time, isLocal }
}

/** SET lock_timeout, RESET; a limit that is taken back is none. */
export const settingOf = ({ kind, name = '', args, is_local = false }: VariableSetStmt): Setting | undefined => {
  if (kind === 'VAR_RESET_ALL') return { lockTimeout: 0, statementTimeout: 0, isLocal: false }
  return limitOf(name, kind === 'VAR_SET_VALUE' ? valueOf(args?.[0]) : '0', is_local)
}

/** `SELECT set_config('search_path', '', false)`, as dumps begin. */
const configured = (statement: Node): readonly [name: string, value: string, isLocal: boolean] | undefined => {
  const target = asKind(asKind(statement, 'SelectStmt')?.targetList?.[0], 'ResTarget')
  const call = asKind(target?.val, 'FuncCall')
  if (call === undefined || textsOf(call.funcname).at(-1) !== 'set_config') return undefined
  const [name, value, isLocal] = (call.args ?? []).map(valueOf)
  return name === undefined || value === undefined ? undefined : [name, value, isLocal === 'true']
}

const pathFrom = (names: readonly string[]): readonly string[] =>
  names.map(name => name.trim()).filter(name => name !== '' && name !== '$user' && name !== '"$user"' && name !== 'pg_catalog')

export const configSetting = (statement: Node): Setting | undefined => {
  const found = configured(statement)
  return found && limitOf(...found)
}

/** The session after a statement. */
export const after = (session: Session, statement: Node): Session => {
  const set = asKind(statement, 'VariableSetStmt')
  if (set?.name === 'search_path')
    return {
      ...session,
      path:
        set.kind === 'VAR_SET_VALUE' ? pathFrom((set.args ?? []).flatMap(each => valueOf(each)?.split(',') ?? [])) : initialSession.path,
    }
  const found = configured(statement)
  if (found?.[0] === 'search_path') return { ...session, path: pathFrom(found[1].split(',')) }
  const made =
    asKind(statement, 'CreateStmt')?.relation ??
    asKind(statement, 'CreateTableAsStmt')?.into?.rel ??
    asKind(statement, 'SelectStmt')?.intoClause?.rel
  if (made?.relpersistence === 't' && made.relname !== undefined)
    return { ...session, temporary: new Set([...session.temporary, made.relname]) }
  const dropped = asKind(statement, 'DropStmt')
  if (dropped?.removeType === 'OBJECT_TABLE' && session.temporary.size > 0) {
    const names = (dropped.objects ?? []).map(each => allOf(asKind(each, 'List')?.items, 'String').at(-1)?.sval ?? '')
    return { ...session, temporary: new Set([...session.temporary].filter(name => !names.includes(name))) }
  }
  return session
}

/** Savepoints change nothing of who began what. */
export const transactionOf = ({ kind }: TransactionStmt): ReadStatement['transaction'] => {
  switch (kind) {
    case 'TRANS_STMT_BEGIN':
    case 'TRANS_STMT_START':
      return 'begin'
    case 'TRANS_STMT_COMMIT':
    case 'TRANS_STMT_ROLLBACK':
    case 'TRANS_STMT_PREPARE':
      return 'end'
    default:
      return undefined
  }
}
