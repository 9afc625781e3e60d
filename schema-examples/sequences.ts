import { bigint, change, schema, sequence, sql, table } from 'lockstep'

const shop = schema(
  {
    invoices: table({ id: bigint().identity().primaryKey() }),
  },
  { sequences: [sequence('invoice_numbers', { options: sql`START WITH 1` }), sequence('old_numbers')] },
)

export default change(shop, 'Number invoices in steps of ten')
  .alterSequence(sequence('invoice_numbers', { options: sql`INCREMENT BY 10 START WITH 1` }))
  .dropSequence('old_numbers')
