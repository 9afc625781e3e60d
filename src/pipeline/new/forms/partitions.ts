import { slot, type Form, type Given } from '../form.ts'
import { fieldsOf, plain, sqlValue, type Value } from '../value.ts'

const group = 'partitions'
const partition = slot('partition', 'table', 'the partition')
const options = {
  of: { takes: 'table', describe: 'the partitioned table', isNeeded: true },
  bounds: { takes: 'sql', describe: 'FOR VALUES … or DEFAULT', isNeeded: true },
} as const
const bounds = `--of events --bounds "FOR VALUES FROM ('2027-01-01') TO ('2027-02-01')"`

const place = (line: Given): Value => fieldsOf({ of: plain(line.option('of')), bounds: sqlValue(line.option('bounds') ?? '') }) as Value

const alone = (name: string, method: string, does: string, title: string): Form => ({
  name,
  group,
  does,
  slots: [partition],
  example: `${name} events_2025_01`,
  draft: line => ({ title: `${title} ${line.word('partition')}`, calls: [{ method, given: [plain(line.word('partition'))] }] }),
})

export const partitionForms: readonly Form[] = [
  {
    name: 'create-partition',
    group,
    does: 'create a partition with the columns of its parent',
    slots: [slot('partition', 'new-name', 'its name')],
    options,
    example: `create-partition events_2027_02 --of events --bounds "FOR VALUES FROM ('2027-02-01') TO ('2027-03-01')"`,
    draft: line => ({
      title: `Create ${line.word('partition')}`,
      calls: [{ method: 'createPartition', given: [plain(line.word('partition')), place(line)] }],
    }),
  },
  {
    name: 'attach-partition',
    group,
    does: 'make a table a partition of another',
    slots: [partition],
    options,
    example: `attach-partition events_2027_01 ${bounds}`,
    draft: line => ({
      title: `Attach ${line.word('partition')} to ${line.option('of')}`,
      calls: [{ method: 'attachPartition', given: [plain(line.word('partition')), place(line)] }],
    }),
  },
  alone('detach-partition', 'detachPartition', 'make a partition a table of its own', 'Detach'),
  alone('drop-partition', 'dropPartition', 'drop a partition with its rows', 'Drop'),
]
