import type { Schema } from '../../../src/model/schema.ts'
import { type Case, catalogWithout, openProject, using } from './case.ts'
import type { Open, Project, Tool } from './tool.ts'

export interface Copy<P> {
  readonly project: P
  readonly database: string
  readonly catalog: () => Promise<Schema>
  readonly applied: () => Promise<readonly string[]>
}

/** A project of the tool on a copy of the example's database, for the time of `work`. */
export async function onCopy<P extends Project>(
  { server, filled }: Case,
  tool: Tool & { readonly command: Open<P> },
  work: (copy: Copy<P>) => Promise<void>,
): Promise<void> {
  const { project, database, close } = await openProject(server, filled, tool.command)
  try {
    await work({
      project,
      database,
      catalog: () => using(server, database, client => catalogWithout(client, tool)),
      applied: () => using(server, database, client => tool.ledger.applied(client, [])),
    })
  } finally {
    await close()
  }
}
