/** Each with another shape of lock: one table, two tables, a lock that its statement takes, a swap, a partition, long work under it. */
export const lockShapes = [
  'rename-indexed-column',
  'add-foreign-key',
  'change-primary-key-type',
  'attach-partition',
  'rename-table',
  'replace-view',
  'sequences',
  'rename-view',
  'create-table',
]
