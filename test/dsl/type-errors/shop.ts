import { bigint, domain, enumType, integer, schema, sql, table, text, varchar, view } from 'lockstep'

const orderStatus = enumType('order_status', ['new', 'paid'])
const email = domain('email', text())

/** The one file here without a mistake: the others start from it. */
export const shop = schema({
  users: table({ id: bigint().identity().primaryKey(), name: text().notNull(), email: varchar(255), age: integer() }),
  orders: table({ id: bigint().identity().primaryKey(), user_id: bigint().notNull().references('users'), status: orderStatus().notNull().default('new') }),
  'billing.invoices': table({ id: bigint().primaryKey(), total: integer().notNull() }),
}, { enums: [orderStatus], domains: [email], views: [view('adults', sql`SELECT id FROM users WHERE age >= 18`)] })
