import { native, unknown, type Thing, type Value } from '../python/values.ts'
import { connection, dialect } from './connection.ts'
import { execute } from './execute.ts'
import type { Output } from './output.ts'

/** `op.get_context()` */
export const migrationContext = (out: Output): Thing => {
  const self: Thing = {
    kind: 'thing',
    type: 'migration context',
    get: name => {
      switch (name) {
        case 'autocommit_block':
          return native(name, () => ({ kind: 'thing', type: 'autocommit block', around: block => out.to.outsideTransaction(block) }))
        case 'begin_transaction':
          return native(name, () => ({ kind: 'thing', type: 'transaction', around: block => block() }))
        case 'dialect':
          return dialect(out)
        case 'bind':
        case 'connection':
          return connection(out)
        case 'impl':
          return self
        case 'execute':
          return native(name, (given, at) => execute(given, at, out))
        case 'as_sql':
          return false
        case 'opts':
        case 'config':
        case 'script':
          return unknown('asks for the configuration')
        default:
          return undefined
      }
    },
  }
  return self
}

/** `from alembic import context` */
export const inContext = (name: string, out: Output): Value | undefined => {
  switch (name) {
    case 'is_offline_mode':
      return native(name, () => false)
    case 'get_bind':
      return native(name, () => connection(out))
    case 'get_context':
      return native(name, () => migrationContext(out))
    case 'execute':
      return native(name, (given, at) => execute(given, at, out))
    case 'begin_transaction':
      return native(name, () => ({ kind: 'thing', type: 'transaction', around: block => block() }))
    case 'get_x_argument':
    case 'get_tag_argument':
      return native(name, () => unknown('asks for an argument of the command'))
    case 'config':
      return unknown('asks for the configuration')
    default:
      return undefined
  }
}
