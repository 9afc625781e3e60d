import type { Tool } from '../tool.ts'

export const liquibaseTools: readonly Tool[] = []
