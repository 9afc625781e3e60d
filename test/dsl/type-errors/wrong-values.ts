import { boolean, change, date, integer, jsonb, schema, sql, table, text } from 'lockstep'
import { shop } from './shop.ts'

export const number = change(shop).table('users', t => t.setDefault('age', 'old'))
export const label = change(shop).table('orders', t => t.setDefault('status', 'payd'))
export const laterLabel = change(shop).addEnumValue('order_status', 'sent').table('orders', t => t.setDefault('status', 'sentt'))
export const newColumn = change(shop).table('users', t => t.addColumn('active', boolean().default('yes')))
export const written = schema({ people: table({ id: integer().default('one'), settings: jsonb().default('{}'), born: date().default(2000) }) })
export const check = change(shop).table('users', t => t.addCheck('adult', 'age >= 18'))
export const list = change(shop).table('users', t => t.addColumn('tags', text().array().default('none')))
export const noBackward = change(shop).table('users', t => t.changeType('age', text(), { forward: sql`age::text` }))
