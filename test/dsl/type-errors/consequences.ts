import { change } from 'lockstep'
import { shop } from './shop.ts'

/** One slip each; what follows it in the chain would fail too, and is not told. The last table is told apart. */
export default change(shop)
  .table('users', t => t.renameColumn('nmae', 'full_name').addIndex(['email']).setDefault('age', 18).dropColumn('name'))
  .table('orders', t => t.dropColumn('state').addIndex(['status']))
