import { createHash } from 'node:crypto'

/** SHA-256 of a file's text; line ends that version control rewrites make no difference. */
export const contentHash = (content: string): string => createHash('sha256').update(content.replaceAll('\r\n', '\n')).digest('hex')
