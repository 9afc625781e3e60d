import type { Command, Session } from '../session.ts'

/** What a method does to the database. */
export type Performers = Readonly<Record<string, (command: Command, session: Session) => void>>
