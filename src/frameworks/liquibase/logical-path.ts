/** What a converted change set is in the ledger, wherever its file is read from: as Spring Boot and the documentation have it. */
export const logicalPath = (name: string): string => `db/changelog/${name}`
