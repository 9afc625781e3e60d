import { exactBut } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { taint } from './taint.ts'

const languages: Readonly<Record<string, string>> = {
  ruby: 'Ruby',
  php: 'PHP',
  python: 'Python',
  java: 'Java',
  sql: 'SQL',
  xml: 'XML',
  yaml: 'YAML',
}

export const runCode: StepBehaviour<StepOf<'run-code'>> = {
  /** What it does is not known: the objects it may touch are no longer trusted. */
  apply: ({ touches }, schema) => taint(schema, touches),
  invert: step =>
    step.down === undefined
      ? { grade: 'irreversible', because: `no way back is stated for program code kept as it is (${step.reason})` }
      : exactBut('as its author states', { ...step, up: step.down, down: step.up }),
  describe: ({ language, reason }) => `run ${languages[language] ?? language} code (${reason})`,
}
