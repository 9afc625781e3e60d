import { native, tuple, unknown, type Given, type Thing, type Value } from '../python/values.ts'
import type { Node } from '../python/tree.ts'
import { answer, run } from './execute.ts'
import { inspector } from './inspector.ts'
import type { Output } from './output.ts'

/** The block of a transaction that is open already, or of a savepoint in it. */
const around: Thing = {
  kind: 'thing',
  type: 'transaction',
  around: block => block(),
  get: name => (['commit', 'rollback', 'close'].includes(name) ? native(name, () => null) : undefined),
}

export const dialect = (out: Output): Thing => ({
  kind: 'thing',
  type: 'dialect',
  get: name => {
    switch (name) {
      case 'name':
        return 'postgresql'
      case 'server_version_info':
        return tuple([out.to.engine.version.major, 0])
      case 'supports_native_enum':
      case 'supports_sequences':
      case 'supports_native_boolean':
        return true
      case 'has_table':
        return native(name, given => hasTable({ args: given.args.slice(1), named: given.named }, out))
      case 'driver':
      case 'identifier_preparer':
        return unknown('asks for the driver')
      default:
        return undefined
    }
  },
})

const hasTable = (given: Given, out: Output): Value => {
  const method = inspector(out).get?.('has_table', noNode)
  return method !== undefined && typeof method === 'object' && method !== null && method.kind === 'native'
    ? method.call(given, noNode)
    : unknown('asks for a table')
}

const noNode = { nodeType: 'Pass', lineno: 1, col_offset: 0 } as Node

/** `op.get_bind()`: what it sends is sent in its place. */
export const connection = (out: Output): Thing => {
  const send = (name: string): Value =>
    native(name, (given, at) => {
      run(given, at, out)
      return answer
    })
  const self: Thing = {
    kind: 'thing',
    type: 'connection',
    around: block => block(),
    get: name => {
      switch (name) {
        case 'execute':
        case 'exec_driver_sql':
        case 'scalar':
        case 'scalars':
          return send(name)
        case 'dialect':
          return dialect(out)
        case 'name':
          return 'postgresql'
        case 'engine':
        case 'connection':
          return self
        case 'connect':
        case 'execution_options':
        case 'get_bind':
          return native(name, () => self)
        case 'begin':
        case 'begin_nested':
          return native(name, () => around)
        case 'in_transaction':
          return native(name, () => true)
        // It ends the transaction, and the next statement begins another.
        case 'commit':
          return native(name, () => (out.to.outsideTransaction(() => undefined), null))
        case 'has_table':
          return native(name, given => hasTable(given, out))
        case 'close':
          return native(name, () => null)
        default:
          return undefined
      }
    },
  }
  return self
}

/** `Session(bind=op.get_bind())`: it works within the transaction that is open, so its own commit ends nothing. */
export const session = (out: Output): Thing => {
  const bind = connection(out)
  const self: Thing = {
    kind: 'thing',
    type: 'session',
    around: block => block(),
    get: (name, at) => {
      if (['commit', 'flush', 'close', 'rollback', 'expunge_all', 'expire_all'].includes(name)) return native(name, () => null)
      if (['execute', 'scalar', 'scalars'].includes(name)) return bind.get?.(name, at)
      if (name === 'connection' || name === 'get_bind') return native(name, () => bind)
      if (name === 'bind') return bind
      if (name === 'begin' || name === 'begin_nested') return native(name, () => around)
      // A factory: `sessionmaker(bind=…)()`.
      return undefined
    },
    call: () => self,
  }
  return self
}
