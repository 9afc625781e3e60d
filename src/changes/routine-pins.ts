import type { Routine } from '../model/schema.ts'

const quoteBody = (body: string): string => {
  let tag = 'body'
  while (body.includes(`$${tag}$`)) tag += '_'
  return `$${tag}$${body}$${tag}$`
}

/**
 * The same routine with its SQL-standard body kept as text: that holds no column, and no caller notices.
 * Absent where the definition cannot be told apart.
 */
export const withoutPins = (routine: Routine): Routine | undefined => {
  const { definition, reads: _reads, ...rest } = routine
  const block = /^([\s\S]*?)\bBEGIN\s+ATOMIC\b([\s\S]*)\bEND\b[\s;]*$/i.exec(definition)
  const single = /^([\s\S]*\S)\s+RETURN\s+([\s\S]*?)[\s;]*$/i.exec(definition)
  const parts = block !== null ? [block[1]!, block[2]!] : single !== null ? [single[1]!, ` SELECT ${single[2]!} `] : undefined
  return parts === undefined || /\bAS\s*['$]/i.test(parts[0]!)
    ? undefined
    : { ...rest, definition: `${parts[0]!.trimEnd()}\nAS ${quoteBody(parts[1]!)}` }
}
