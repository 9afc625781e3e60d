import { bigint, change, schema, sequence, sql, table } from 'lockstep'

const shop = schema({
  invoices: table({ id: bigint().identity().primaryKey(), number: bigint() }),
})

export default change(shop, 'Number the invoices')
  .createSequence(sequence('invoice_numbers', { options: sql`START WITH 1000` }))
  .table('invoices', t => t.setDefault('number', sql`nextval('invoice_numbers'::regclass)`))
