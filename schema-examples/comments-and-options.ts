import { bigint, change, schema, table, text } from 'lockstep'

const shop = schema({
  events: table({ id: bigint().identity().primaryKey(), payload: text() }),
})

export default change(shop, 'Describe and tune the events').table('events', t =>
  t
    .setComment('what happened, in order')
    .setColumnComment('payload', 'JSON as it came in')
    .setColumnStatistics('payload', 500)
    .setColumnStorage('payload', 'EXTERNAL')
    .setOptions('fillfactor=90')
    .setReplicaIdentity('FULL'),
)
