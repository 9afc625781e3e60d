import type { Tool } from '../tool.ts'

export const alembicTools: readonly Tool[] = []
