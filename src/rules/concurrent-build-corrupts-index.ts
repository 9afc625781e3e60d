import { ofKind, type Rule } from './rule.ts'

export const concurrentBuildCorruptsIndex: Rule = {
  id: 'concurrent-build-corrupts-index',
  severity: 'error',
  harm: 'PostgreSQL 14.0 to 14.3 may leave rows out of an index that is built CONCURRENTLY while the table is written: queries miss them, unique ones let duplicates in.',
  remedy: { words: 'update the server to 14.4 or later first; where it is, say --engine postgres@14.4' },
  check: ({ steps, engine }) =>
    engine.can.concurrentBuildsAreSafe
      ? []
      : ofKind(steps, 'create-index')
          .filter(({ step }) => step.online)
          .map(at => ({ at, message: `this server may build ${at.step.index.name} without some of the rows` })),
}
