import type { Hazard } from '../../model/effects.ts'

export interface HazardEntry {
  readonly what: string
  /** How a plan goes around it. */
  readonly avoided: string
}

export const hazards: Readonly<Record<Hazard, HazardEntry>> = {
  'blocks-reads': {
    what: 'A lock in access exclusive mode keeps even a SELECT waiting, and while the statement itself waits for that lock, every later request queues behind it.',
    avoided:
      'The lock is taken politely: the file waits until no older transaction holds the table, tries for half the stall budget, lets go and tries again. Under the lock stands catalog work only.',
  },
  'blocks-writes': {
    what: 'INSERT, UPDATE and DELETE wait for as long as a share lock or a stronger one is held: a plain index build, a foreign key validated at once, an UPDATE of every row in one transaction.',
    avoided:
      'Indexes are built concurrently, constraints are added NOT VALID and validated in a file of their own, rows are updated in batches.',
  },
  'scans-table': {
    what: 'Every row is read while a lock is held: seconds for a million rows, minutes for a hundred million.',
    avoided:
      'The scan moves to a statement that blocks nothing (VALIDATE CONSTRAINT), and a validated check then proves the fact without reading a row.',
  },
  'rewrites-table': {
    what: 'The table is written anew under access exclusive: nobody reads or writes meanwhile, its indexes are rebuilt, and its size is needed once more on disk and in WAL.',
    avoided:
      'A second column takes the new form, a trigger keeps both equal, a backfill copies the rows in batches, and the old column goes when nobody uses it.',
  },
  'loses-data': {
    what: 'Values are gone and no rollback brings them back.',
    avoided:
      'It comes last, behind a deploy gate; what was put out of sight stays for a soak first; the plan marks it as the point of no return.',
  },
  'breaks-running-code': {
    what: 'The version of the application that runs right now fails at a statement, or reads and writes something else than it means.',
    avoided:
      'Old and new stand side by side until the old version is gone; the compatibility matrix says which version may run after which stage, and why.',
  },
  'cannot-roll-back': {
    what: 'There is no way back to the catalog as it was, such as for an enum label that was added.',
    avoided: 'The step is graded, so that a reviewer knows before it runs; where another sequence can go back, that one is planned.',
  },
}
