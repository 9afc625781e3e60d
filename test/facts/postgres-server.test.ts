import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it, vi } from 'vitest'
import { startServer } from '../../src/verify/postgres-server.ts'

const rows = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

describe.each([12, 14, 16, 18])('a private PostgreSQL %i', major => {
  it('starts, makes and drops databases, survives a crash, leaves nothing behind', async () => {
    const before = readdirSync(tmpdir())
    const server = await startServer({ major })
    try {
      const url = await server.createDatabase('odd "name" %')
      await rows(url, `CREATE TABLE kept AS SELECT 1 AS x`)
      expect(await rows(url, 'SHOW wal_level')).toEqual([{ wal_level: 'logical' }])
      await server.crash()
      expect(await rows(url, 'SELECT x FROM kept')).toEqual([{ x: 1 }])
      expect(server.log()).toContain('redo')
      await server.createDatabase('copy', { template: 'odd "name" %' })
      await server.dropDatabase('copy')
      const [{ version }] = (await rows(url, `SELECT current_setting('server_version_num')::int / 10000 AS version`)) as [
        { version: number },
      ]
      expect(version).toBe(major)
    } finally {
      await server.stop()
      await server.stop()
    }
    expect(readdirSync(tmpdir()).filter(name => name.startsWith(`lockstep-pg${major}-`) && !before.includes(name))).toEqual([])
  }, 60_000)
})

it('names the places looked at and the remedy when there are no binaries', async () => {
  await expect(startServer({ major: 11 })).rejects.toThrow(/no PostgreSQL 11 binaries: looked for .*node scripts\/servers\.mjs 11/)
  await expect(startServer({ major: 18, binariesDir: '/nowhere' })).rejects.toThrow(/\/nowhere\/native, \/nowhere/)
})

it('ends with its process, even when that is killed', async () => {
  const program = `
    import { createJiti } from 'jiti'
    const { startServer } = await createJiti(import.meta.url).import(${JSON.stringify(join(import.meta.dirname, '../../src/verify/postgres-server.ts'))})
    const server = await startServer({ major: 18 })
    console.log(server.port)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = Number(await new Promise(resolve => child.stdout.once('data', resolve)))
  const isUp = () =>
    new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
  expect(await isUp()).toBe(true)
  child.kill('SIGKILL')
  await vi.waitFor(async () => expect(await isUp()).toBe(false), { timeout: 10_000 })
}, 60_000)
