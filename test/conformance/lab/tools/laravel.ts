import type { Tool } from '../tool.ts'

export const laravelTools: readonly Tool[] = []
