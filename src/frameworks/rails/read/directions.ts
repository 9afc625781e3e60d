import { CallNode, NilNode, StatementsNode, TrueNode, type DefNode, type Node } from '@ruby/prism/src/nodes.js'
import type { Direction, Migration } from '../../../history/migration.ts'
import type { Recorder } from '../../../history/recorder.ts'
import { play, type Playing } from './play.ts'
import { notKnown } from './value.ts'

/** A reader's view of one method of a migration. */
export type Part = Omit<Playing, 'to' | 'body' | 'whole' | 'isReverted' | 'isTrial'>

const quiet = new Set(['say', 'puts', 'p', 'print', 'announce', 'write', 'warn'])

const statementsOf = ({ body }: DefNode): readonly Node[] => (body instanceof StatementsNode ? body.body : body === null ? [] : [body])

const isNothing = (node: Node): boolean =>
  node instanceof NilNode || node instanceof TrueNode || (node instanceof CallNode && node.receiver === null && quiet.has(node.name))

const isRaise = (node: Node | undefined): boolean =>
  node instanceof CallNode && node.receiver === null && (node.name === 'raise' || node.name === 'fail')

/** A database nobody may ask: what depends on it stays open. */
const nowhere: Recorder = {
  get engine() {
    return notKnown('depends on the database')
  },
  schema: () => notKnown('depends on the database'),
  ask: () => notKnown('depends on the database'),
  add: () => undefined,
  sql: () => undefined,
  code: () => undefined,
  note: () => undefined,
  inTransaction: work => work(),
  outsideTransaction: work => work(),
}

export interface Played {
  readonly name: string
  readonly body: Node | null
  readonly whole: Node
}

const played = (method: DefNode): Played => ({ name: method.name, body: method.body, whole: method })

/** Plays a method; what makes it raise is told, since Rails then undoes all of it. */
export const direction =
  (part: Part, { name, body, whole }: Played, isReverted = false): Direction =>
  to => {
    const { raised, at: span } = play({ ...part, to, body, whole, isReverted })
    if (raised === undefined || span === undefined) return
    if (raised.isIrreversible && isReverted) to.note({ code: 'irreversible', severity: 'warning', message: raised.message, span })
    else
      to.note({
        code: 'raises',
        severity: 'warning',
        message: `${name} raises${raised.message === '' ? '' : `: ${raised.message}`}; what comes after is not reached`,
        span,
      })
  }

/** The ways of a migration, as far as it has them. */
export const directionsOf = (part: Part): Pick<Migration, 'up' | 'down' | 'noDown'> => {
  const { methods } = part.migration
  const change = methods.get('change')
  if (change !== undefined) {
    const forth = direction(part, played(change))
    const { raised } = play({ ...part, ...played(change), to: nowhere, isReverted: true, isTrial: true })
    return raised === undefined ? { up: forth, down: direction(part, played(change), true) } : { up: forth, noDown: 'irreversible' }
  }
  const [upward, down] = [methods.get('up'), methods.get('down')]
  const up: Direction = upward === undefined ? () => undefined : direction(part, played(upward))
  if (down === undefined) return { up, noDown: 'missing' }
  const rest = statementsOf(down).filter(node => !isNothing(node))
  if (rest.length === 0) return { up, noDown: 'empty' }
  return isRaise(rest[0]) ? { up, noDown: 'irreversible' } : { up, down: direction(part, played(down)) }
}
