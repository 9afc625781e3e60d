import type { Policy } from '../../../model/schema.ts'
import { type Catalog, commentOn, inOrder, isOwn, present } from './catalog.ts'
import { withoutParentheses } from './enclosed.ts'

export interface PolicyRow {
  readonly relation: string
  readonly name: string
  readonly command: 'r' | 'a' | 'w' | 'd' | '*'
  readonly permissive: boolean
  readonly roles: readonly string[]
  readonly using?: string
  readonly check?: string
  readonly comment?: string
}

export const readPolicies = ({ rows }: Catalog): Promise<PolicyRow[]> =>
  rows(`
  SELECT p.polrelid AS relation, p.polname AS name, p.polcmd AS command, p.polpermissive AS permissive,
    ARRAY(SELECT CASE r WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r) END FROM unnest(p.polroles) AS r) AS roles,
    pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS check, ${commentOn('pg_policy', 'p.oid')} AS comment
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ANY ($1) AND ${isOwn('pg_class', 'c.oid')}`)

const commands = { r: 'select', a: 'insert', w: 'update', d: 'delete', '*': 'all' } as const

export const policiesFrom = (rows: readonly PolicyRow[]): readonly Policy[] =>
  rows
    .map(row =>
      present<Policy>({
        name: row.name,
        command: commands[row.command],
        permissive: row.permissive,
        roles: row.roles.toSorted(inOrder),
        using: row.using === undefined ? undefined : withoutParentheses(row.using),
        check: row.check === undefined ? undefined : withoutParentheses(row.check),
        comment: row.comment,
      }),
    )
    .toSorted((a, b) => inOrder(a.name, b.name))
