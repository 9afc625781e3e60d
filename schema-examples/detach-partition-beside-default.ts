import { change, integer, schema, sql, table, text } from 'lockstep'

const columns = { number: integer().notNull(), note: text() }

const shop = schema({
  parcels: table(columns, { partitionBy: { strategy: 'list', columns: ['number'] } }),
  parcels_first: table(columns, { partitionOf: { parent: 'parcels', bounds: sql`FOR VALUES IN (1, 2, 3)` } }),
  parcels_rest: table(columns, { partitionOf: { parent: 'parcels', bounds: sql`DEFAULT` } }),
})

export default change(shop, 'Put the first parcels aside').detachPartition('parcels_first')
