import { keyOf } from '../../../model/name.ts'
import { rails } from './described.ts'
import { tableize } from './inflect.ts'
import { modelOf } from './models.ts'
import { nameFrom } from './naming.ts'
import { lockModule, takeLocks } from './lock-call.ts'
import { Relation } from './relation.ts'
import { Relay } from './relay.ts'
import { performers } from './perform/index.ts'
import { fileMethods, RepositoryPath } from './repository-files.ts'
import { callCommand } from './self-methods.ts'
import type { Run } from './run.ts'
import type { Stage } from './stage.ts'
import { Hash, isText, known, notKnown, Receiver, Sym, textOf, type Call, type Value } from './value.ts'

/** Everything is silence: a logger, a progress bar. */
class Silence extends Receiver {
  call(): Value {
    return null
  }
}

/** `Rails.env`, where no statement of its own asks for it. */
class Environment extends Receiver {
  call({ name, args: [other] }: Call): Value {
    if (name.endsWith('?')) return name === 'production?' || name === 'present?'
    if (name === '==' || name === '!=') return isText(other) && (textOf(other) === 'production') === (name === '==')
    return name === 'to_s' ? 'production' : name === 'to_sym' ? new Sym('production') : notKnown('asks for the environment')
  }
}

/** Asked of any class: `Database.postgresql?`, `ActiveRecord::Base.postgres?`. */
const engines: Readonly<Record<string, boolean>> = {
  'postgresql?': true,
  'postgres?': true,
  'mysql?': false,
  'mysql2?': false,
  'mariadb?': false,
  'sqlite?': false,
  'sqlite3?': false,
  'sqlserver?': false,
  'mssql?': false,
  'oracle?': false,
}

/** Table of a model class, by what the file says or by Rails' rule; nothing where no such table is known. */
export const tableOfModel = (path: string, { migration, session, isTrial }: Stage): string | undefined => {
  if (isTrial) return undefined
  const last = path.split('::').at(-1)!
  const said = (migration.models.get(path) ?? migration.models.get(last))?.table
  const candidates = said === undefined ? [tableize(path), tableize(last)] : [said]
  return candidates.map(name => session.prefixed(name)).find(name => session.schema().tables.get(keyOf(nameFrom(name))) !== undefined)
}

type ClassMethod = (table: string | undefined, path: string, stage: Stage) => Value

/** What any model answers without looking at rows. */
const modelMethods: Readonly<Record<string, ClassMethod>> = {
  reset_column_information: () => null,
  reset_table_name: () => null,
  table_name: (table, path) => table ?? notKnown(`asks for the table of ${path}`),
  quoted_table_name: (table, path, { session }) =>
    table === undefined ? notKnown(`asks for the table of ${path}`) : session.to.engine.quoteName(nameFrom(table)),
  'table_exists?': (table, path) => table !== undefined || notKnown(`asks for the table of ${path}`),
  column_names: (table, path, { session }) =>
    table === undefined ? notKnown(`asks for the table of ${path}`) : session.table(nameFrom(table)).columns.map(({ name }) => name),
}

/** Calls on a model with which what is done to many rows at once begins. */
const ofRows = new Set(['all', 'unscoped', 'where', 'update_all', 'delete_all'])

const connections = new Set(['connection', 'lease_connection', 'retrieve_connection'])

/** A call on a class or module. */
export const callConstant = (path: string, call: Call, stage: Stage, run: Run): Value => {
  const { name } = call
  if (Object.hasOwn(engines, name)) return engines[name]!
  if (connections.has(name)) return new Relay(each => callDirectly(each, stage, run))
  if (name === 'transaction' || name === 'suppress_messages') return callCommand(call, stage, run)
  if (path === 'Rails' && name === 'env') return new Environment()
  if (path === 'Rails' && (name === 'configuration' || name === 'application')) return rails(name, stage.primaryKeyType)
  if (path === 'Rails' && name === 'root') return new RepositoryPath(stage.root, stage.readText)
  if ((path === 'File' || path === 'IO') && Object.hasOwn(fileMethods, name)) return fileMethods[name]!(call.args, stage.readText)
  if (name === 'logger') return new Silence()
  if (path === 'ActiveRecord::Migration') return callCommand(call, stage, run)
  if (path === lockModule && name === 'acquire') return takeLocks(call, stage, run)
  if (
    /^ActiveRecord::Base$/.test(path) &&
    (name === 'connection_config' || name === 'connection_db_config' || name === 'configuration_hash')
  )
    return new Hash([[new Sym('adapter'), 'postgresql']])
  if (name === 'reset_column_information' || (Object.hasOwn(modelMethods, name) && !path.startsWith('ActiveRecord::')))
    return modelMethods[name]!(tableOfModel(path, stage), path, stage)
  const model = ofRows.has(name) ? modelOf(path, stage) : undefined
  if (model !== undefined) return new Relation(model, stage.session).call(known(call))
  return notKnown(
    /^(ActiveRecord|Rails|ActiveSupport)\b/.test(path) ? `calls ${path}.${name}` : `calls ${path}.${name}, which is program code`,
  )
}

/** The connection itself is not turned round: what is called on it is done at once. */
const callDirectly = (call: Call, stage: Stage, run: Run): Value => {
  if (!Object.hasOwn(performers, call.name) && call.name !== 'execute') return callCommand(call, stage, run)
  const { perform } = stage
  const direct = { ...stage, recorder: Object.assign(Object.create(stage.recorder) as Stage['recorder'], { take: perform }) }
  return callCommand(call, direct, run)
}
