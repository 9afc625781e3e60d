import type { Tool } from '../tool.ts'

export const flywayTools: readonly Tool[] = []
