import type { Tool } from '../tool.ts'

export const sqlTools: readonly Tool[] = []
