/** Where the database is that a new project works on; passwords never stand in a file. */
export interface Address {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
}

export interface ScaffoldRequest {
  readonly address: Address
  /** Of raw SQL: the runner. */
  readonly layout?: string
  /** Names of the first migrations in the framework's folder. */
  readonly first: readonly string[]
  readonly render: (template: string, view: object) => string
}

/** What a new project needs besides its first migrations, and the commands that its user runs then. */
export interface Scaffold {
  /** Paths from the root of the project. */
  readonly files: readonly { readonly path: string; readonly content: string }[]
  readonly migrate: string
  /** Records the first migrations as applied, in a database that has their tables already. */
  readonly adopt: string
}
