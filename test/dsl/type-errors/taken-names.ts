import { bigint, change, table, text } from 'lockstep'
import { shop } from './shop.ts'

export const column = change(shop).table('users', t => t.addColumn('email', text()))
export const renamed = change(shop).table('users', t => t.renameColumn('name', 'email'))
export const created = change(shop).createTable('orders', table({ id: bigint() }))
export const renamedTable = change(shop).renameTable('users', 'orders')
export const label = change(shop).addEnumValue('order_status', 'paid')
