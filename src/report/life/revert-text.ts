import type { Grade } from '../../model/grade.ts'
import type { Unit } from '../../plan/plan.ts'
import { rollbackInWords, titleInWords } from '../facts.ts'
import { hanging } from '../layout.ts'
import { paletteFor } from '../palette.ts'

export interface RevertReport {
  /** Of the plan that is undone. */
  readonly title: string
  readonly undone: readonly { readonly stage: number; readonly unit: Unit }[]
  /** The worst of their ways back. */
  readonly grade: Grade
}

/** What undoing a plan costs, file by file, from the last to the first. */
export function revertText(
  { title, undone, grade }: RevertReport,
  { isPainted, width }: { readonly isPainted: boolean; readonly width: number },
): string {
  const palette = paletteFor(isPainted)
  const paint = (each: Grade): string =>
    each === 'exact'
      ? palette.good(each)
      : each === 'leaves residue'
        ? each
        : each === 'loses later writes'
          ? palette.warning(each)
          : palette.bad(each)
  return `${[
    hanging(`${palette.strong('Undoing')} ${title}: `, `${paint(grade)} as a whole; of its files, from the last to the first:`, width),
    ...undone.map(({ stage, unit }) =>
      hanging(
        `  stage ${stage}  `,
        `${titleInWords(unit)}: ${rollbackInWords(unit.down).replace(unit.down.grade, paint(unit.down.grade))}`,
        width,
      ),
    ),
  ].join('\n')}\n\n`
}
