import type { Direction, Migration } from '../history/migration.ts'

/** One direction of a migration that is SQL: how it is sent, beside what it says. */
export interface Half {
  readonly play: Direction
  /** Its statements share a transaction, whoever opens it. */
  readonly isTransactional: boolean
  /** It says nothing. */
  readonly isEmpty: boolean
}

/** The way back of a migration, whose transaction may differ from that of its way forward. */
export const wayBack = (up: Half, down: Half | undefined): Pick<Migration, 'down' | 'noDown'> => {
  if (down === undefined) return { noDown: 'missing' }
  if (down.isEmpty) return { noDown: 'empty' }
  if (down.isTransactional === up.isTransactional) return { down: down.play }
  return { down: to => (down.isTransactional ? to.inTransaction(() => down.play(to)) : to.outsideTransaction(() => down.play(to))) }
}
