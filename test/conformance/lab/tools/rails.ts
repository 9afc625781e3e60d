import type { Tool } from '../tool.ts'

export const railsTools: readonly Tool[] = []
