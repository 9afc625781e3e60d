export const layoutsOf = { sql: ['pairs', 'golang-migrate', 'goose', 'dbmate'], liquibase: ['xml', 'yaml', 'json', 'sql'] } as const
export const layouts = [...layoutsOf.sql, ...layoutsOf.liquibase]
