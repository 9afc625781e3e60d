import { describe, expect, test } from 'vitest'
import type { Span } from '../../src/model/diagnostic.ts'
import { diagnosticsText } from '../../src/report/diagnostics.ts'

const source = ['const a = 1', "\tt.renameColumn('nme', 'full_name')", "const naïve = '𝒳' + typo", ''].join('\n')

const shown = (span: Span | undefined, help?: string) =>
  diagnosticsText(
    [
      {
        code: 'unknown-column',
        severity: 'error',
        message: 'users has no column nme',
        ...(help === undefined ? {} : { help }),
        ...(span === undefined ? {} : { span }),
      },
    ],
    {
      isPainted: false,
      width: 80,
      sourceOf: file => (file === 'change.ts' ? source : undefined),
      nameOf: file => file,
    },
  )

describe('a diagnostic', () => {
  test('shows the place in its file, tabs kept', () => {
    expect(shown({ file: 'change.ts', line: 2, column: 18, endLine: 2, endColumn: 23 }, 'did you mean name?')).toBe(
      [
        'error users has no column nme [unknown-column]',
        '  at change.ts:2:18',
        '  1 | const a = 1',
        "  2 | \tt.renameColumn('nme', 'full_name')",
        '    | \t                ^^^^^',
        "  3 | const naïve = '𝒳' + typo",
        '  help did you mean name?',
        '',
      ].join('\n'),
    )
  })

  test('counts what is seen, not UTF-16 units', () => {
    const marker = shown({ file: 'change.ts', line: 3, column: 22, endColumn: 26 })
      .split('\n')
      .find(line => line.includes('^'))!
    expect(marker).toBe('    |                     ^^^^')
  })

  test('names the place when the file cannot be read, and needs none', () => {
    expect(shown({ file: 'gone.ts', line: 9, column: 1 })).toContain('at gone.ts:9:1')
    expect(shown(undefined)).toBe('error users has no column nme [unknown-column]\n')
  })
})
