import type { Framework } from '../frameworks/framework.ts'
import type { EngineVersion } from '../model/engine.ts'
import type { FrameworkId } from '../model/framework.ts'
import type { Engine } from '../steps/engine.ts'

/** Composes the registries; decides nothing itself. Heavy parts load when they are first asked for. */
const frameworks: Record<FrameworkId, () => Promise<Framework>> = {
  rails: async () => (await import('../frameworks/rails/index.ts')).rails,
  laravel: async () => (await import('../frameworks/laravel/index.ts')).laravel,
  flyway: async () => (await import('../frameworks/flyway/index.ts')).flyway,
  liquibase: async () => (await import('../frameworks/liquibase/index.ts')).liquibase,
  alembic: async () => (await import('../frameworks/alembic/index.ts')).alembic,
  sql: async () => (await import('../frameworks/sql/index.ts')).sql,
}

export const loadFramework = (id: FrameworkId): Promise<Framework> => frameworks[id]()

export const loadEngine = async (version: EngineVersion): Promise<Engine> =>
  (await import('../engines/postgres/index.ts')).postgres(version)
