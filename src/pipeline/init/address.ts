import { basename, resolve } from 'node:path'
import type { Address } from '../../frameworks/scaffold.ts'
import type { InitOptions } from './request.ts'

/** Where the new project's database is: what was named, or one on this machine that is called like the folder. */
export const addressOf = ({ root, databaseUrl }: InitOptions): Address => {
  const url = databaseUrl === undefined ? undefined : new URL(databaseUrl)
  const name = basename(resolve(root)).toLowerCase().replaceAll(/\W+/g, '_')
  return {
    host: url?.hostname || 'localhost',
    port: Number(url?.port || 5432),
    database: url?.pathname.slice(1) || name,
    user: url?.username || 'postgres',
  }
}
