import { byItself, heavyRule } from './heavy.ts'

export const exclusionBuildsIndexUnderLock = heavyRule({
  id: 'exclusion-builds-index-under-lock',
  harm: 'ADD EXCLUDE takes ACCESS EXCLUSIVE and builds its index under it. There is no form that takes a ready index.',
  remedy: {
    words:
      'the server has no online way: add it in a maintenance window, or copy into a new table that has it and swap; state rows: in the schema file if the table is small',
  },
  claims: (heavy, at) =>
    byItself('add-constraint')(heavy, at) && at.step.kind === 'add-constraint' && at.step.constraint.kind === 'exclusion',
  doing: ({ step }) => (step.kind === 'add-constraint' ? `the index of exclusion ${step.constraint.name} is built` : ''),
})
