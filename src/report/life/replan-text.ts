import type { Stage } from '../../plan/plan.ts'
import { paletteFor } from '../palette.ts'

export interface ReplanReport {
  readonly title: string
  /** How many stages are written, and stay. */
  readonly written: number
  readonly left: readonly Stage[]
  readonly leftNow: readonly Stage[]
  readonly because: readonly string[]
}

const linesOf = (stages: readonly Stage[], written: number): readonly string[] =>
  stages.flatMap(({ phase, gate, units }, at) => [
    `stage ${written + at + 1} (${phase})`,
    ...gate.map(({ text }) => `  gate: ${text}`),
    ...units.flatMap(({ up }) => up.statements.map(({ description }, n) => `${n === 0 ? '  - ' : '    '}${description}`)),
  ])

interface Line {
  readonly sign: ' ' | '+' | '-'
  readonly text: string
}

/** What two lists of lines have in common stays in its order: the longest such list. */
const compared = (before: readonly string[], after: readonly string[]): readonly Line[] => {
  const lengths = Array.from({ length: before.length + 1 }, () => Array.from({ length: after.length + 1 }, () => 0))
  for (let a = before.length - 1; a >= 0; a--)
    for (let b = after.length - 1; b >= 0; b--)
      lengths[a]![b] = before[a] === after[b] ? lengths[a + 1]![b + 1]! + 1 : Math.max(lengths[a + 1]![b]!, lengths[a]![b + 1]!)
  const lines: Line[] = []
  let [a, b] = [0, 0]
  while (a < before.length || b < after.length) {
    if (a < before.length && b < after.length && before[a] === after[b]) {
      lines.push({ sign: ' ', text: before[a]! })
      a += 1
      b += 1
    } else if (b >= after.length || (a < before.length && lengths[a + 1]![b]! >= lengths[a]![b + 1]!)) {
      lines.push({ sign: '-', text: before[a]! })
      a += 1
    } else {
      lines.push({ sign: '+', text: after[b]! })
      b += 1
    }
  }
  return lines
}

/** What is left of a plan, before and after it was planned anew, line by line. */
export const replanText = ({ title, written, left, leftNow, because }: ReplanReport, isPainted: boolean): string => {
  const palette = paletteFor(isPainted)
  const paint = { ' ': palette.faint, '+': palette.good, '-': palette.bad }
  const lines = compared(linesOf(left, written), linesOf(leftNow, written))
  const stays =
    written === 0
      ? 'nothing is written yet'
      : `${written === 1 ? 'stage 1 is' : `stages 1 to ${written} are`} written and ${written === 1 ? 'stays' : 'stay'} as ${written === 1 ? 'it is' : 'they are'}`
  return [
    `${palette.strong(title)}: ${stays}.`,
    ...(because.length === 0 ? ['Nothing has come in between that matters.'] : ['Came in between:', ...because.map(each => `- ${each}`)]),
    '',
    ...(lines.every(({ sign }) => sign === ' ') ? ['What is left stays the same:'] : ['What is left now:']),
    ...lines.map(({ sign, text }) => paint[sign](`${sign} ${text}`)),
    '',
  ].join('\n')
}
