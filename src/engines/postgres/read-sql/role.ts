import type { RoleSpec } from 'libpg-query'

const words: Partial<Record<NonNullable<RoleSpec['roletype']>, string>> = {
  ROLESPEC_PUBLIC: 'PUBLIC',
  ROLESPEC_CURRENT_USER: 'current_user',
  ROLESPEC_CURRENT_ROLE: 'current_user',
  ROLESPEC_SESSION_USER: 'session_user',
}

/** A role as the catalog names it; one that is only known when the statement runs by its keyword. */
export const roleOf = (role: RoleSpec | undefined): string => role?.rolename ?? words[role?.roletype ?? 'ROLESPEC_CSTRING'] ?? ''
