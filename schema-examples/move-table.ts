import { bigint, change, numeric, schema, serial, table } from 'lockstep'

const shop = schema({
  'billing.accounts': table({ id: bigint().identity().primaryKey() }),
  'billing.invoices': table(
    {
      id: serial().primaryKey(),
      account_id: bigint().notNull().references('billing.accounts', 'id'),
      amount: numeric(12, 2).notNull(),
    },
    t => ({ indexes: [t.index(['account_id'])] }),
  ),
})

export default change(shop, 'Take the invoices out of billing').moveTable('billing.invoices', null)
