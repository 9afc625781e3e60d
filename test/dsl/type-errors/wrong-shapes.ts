import { change, schema, sql, table, text } from 'lockstep'
import { shop } from './shop.ts'

export const braces = change(shop).table('users', t => { t.dropColumn('name') })
export const option = change(shop).table('users', t => t.addIndex(['name'], { uniqe: true }))
export const noReason = change(shop).execute(sql`SELECT 1`, {})
export const definition = schema({ people: table({ name: text() }, t => ({ indexes: [t.index(['nmae'])], constraints: [t.unique(['nam'])] })) })
export const tableOption = schema({ people: table({ name: text() }, { coment: 'all of them' }) })
export const columnOption = schema({ people: table({ name: text().notnull() }) })
export const plain: number = 'not about the DSL'
