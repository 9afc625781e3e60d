import { bigint, change, domain, schema, sql, table, text } from 'lockstep'

const email = domain('email', text(), {
  checks: [
    { name: 'email_at', expression: sql`VALUE LIKE '%@%'` },
    { name: 'email_short', expression: sql`length(VALUE) < 20` },
  ],
})
const unused = domain('zip', text())
const url = domain('url', text())

const shop = schema(
  {
    users: table({ id: bigint().identity().primaryKey(), contact: text() }),
  },
  { domains: [email, unused] },
)

export default change(shop, 'Tidy up the domains')
  .createDomain(url)
  .dropDomainCheck('email', 'email_short')
  .addDomainCheck('email', 'email_length', sql`length(VALUE) < 255`, { notValid: true })
  .dropDomain('zip')
