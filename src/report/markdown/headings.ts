import type { Stage } from '../../plan/plan.ts'

/** The page's headings, which its links lead to. */
export const headings = {
  stages: 'Stages',
  matrix: 'Which application version may run when',
  checklist: 'Checklist',
  runbook: 'Runbook',
  quiet: 'Quiet tools',
  night: 'If it is 3 a.m.',
  notes: 'Notes',
} as const

/** `Stage 3: contract`. */
export const stageHeading = ({ number, phase }: Stage): string => `Stage ${number}: ${phase}`
