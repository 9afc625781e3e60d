import { bigint, change, extension, schema, table, text } from 'lockstep'

const shop = schema(
  {
    users: table({ id: bigint().identity().primaryKey(), name: text() }),
  },
  { extensions: [extension('pgcrypto')] },
)

export const minimumMajor = 13 // trusted extensions: an owner may install them

export default change(shop, 'Search by likeness; hash in the application').createExtension(extension('pg_trgm')).dropExtension('pgcrypto')
