import { ofKind, type Rule } from './rule.ts'

export const concurrentBuildWaitsForFlyway: Rule = {
  id: 'concurrent-build-waits-for-flyway',
  severity: 'error',
  harm: 'Flyway keeps its lock in a transaction that stays open beside the migration; a concurrent build waits for every older transaction, that one included, and never ends.',
  remedy: { words: 'set flyway.postgresql.transactional.lock=false (Spring: spring.flyway.postgresql.transactional-lock=false)' },
  check: ({ steps, framework, setup }) =>
    framework !== 'flyway' || setup.transactionalLock === false
      ? []
      : ofKind(steps, 'create-index', 'drop-index', 'detach-partition')
          .filter(({ step }) => step.online)
          .map(at => ({ at, message: 'it waits for Flyway’s own transaction, and Flyway for it' })),
}
