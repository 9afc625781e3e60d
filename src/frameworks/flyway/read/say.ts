import type { SourceFile } from '../../../history/migration.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'

/** About a file as a whole. */
export const say = (code: string, severity: Diagnostic['severity'], { path }: SourceFile, message: string, help?: string): Diagnostic => ({
  code,
  severity,
  message,
  ...(help === undefined ? {} : { help }),
  span: { file: path, line: 1, column: 1 },
})
