export const frameworkIds = ['rails', 'laravel', 'flyway', 'liquibase', 'alembic', 'sql'] as const
export type FrameworkId = (typeof frameworkIds)[number]
