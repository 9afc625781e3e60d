import { beforeAll, describe, it } from 'vitest'
import { loadExample } from '../acceptance/examples.ts'
import { liveThrough, using } from './lab/case.ts'
import { enginesOf, onServer, presentOf } from './lab/test-file.ts'
import type { Tool } from './lab/tool.ts'
import { isItsTurn, tools, toolsOn } from './lab/tools/index.ts'

/** The other runners of SQL send each statement by itself, and are refused what must stand outside of a transaction. */
const leftOut: readonly string[] = ['golang-migrate', 'dbmate']
const isMeant = ({ id }: Tool): boolean =>
  id === 'laravel-8' || (toolsOn(18, 'engine').some(tool => tool.id === id) && !leftOut.includes(id))
/** Laravel 8 too: it looks for its ledger in its own way. */
const present = presentOf(tools.filter(isMeant))
/** Laravel asks for its ledger and for columns in the schema that the connection's own `search_path` names. */
const searchPath = 'tenant, public'

const examples = ['rename-indexed-column', 'drop-index', 'add-foreign-key']

const lab = onServer({ major: 18 })

describe('one schema for each tenant, with tables of the same names in public', () => {
  beforeAll(async () => {
    // Every session's, the tool's own among them; a database without the schema goes on in public.
    await using(lab.server, 'postgres', client => client.query(`ALTER ROLE postgres SET search_path = ${searchPath}`))
  })
  const openFor = enginesOf(present)

  describe.each(examples)('%s', name => {
    const here = present.filter(tool => isItsTurn(tool, examples.indexOf(name)))
    it.for(here)('$id goes up, back, up again, and up from zero', async tool => {
      const prepared = await lab.example(name, { ...(await loadExample(name)), tenants: 'search-path' })
      const open = openFor(tool)
      await liveThrough(prepared, tool, site => open({ ...site, searchPath }))
    })
  })
})
