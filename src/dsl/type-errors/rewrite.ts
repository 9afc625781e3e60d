import type { ts } from 'ts-morph'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { callAround, nodeAt, spanOf, withoutConsequences } from './place.ts'
import { rewrites, type Finding } from './rewrites.ts'

type Compiler = typeof ts

/** The compiler's errors in Lockstep's words, with what merely follows from an earlier error of the same chain left out. */
export const rewriteTypeErrors = (found: readonly ts.Diagnostic[], checker: ts.TypeChecker, compiler: Compiler): readonly Diagnostic[] => {
  const findings = found.map((diagnostic): Finding | ts.Diagnostic => {
    if (diagnostic.file === undefined || diagnostic.start === undefined) return diagnostic
    const node = nodeAt(diagnostic.file, diagnostic.start, compiler)
    const text = compiler.flattenDiagnosticMessageText(diagnostic.messageText, '\n')
    return {
      diagnostic,
      node,
      call: callAround(node, compiler),
      text,
      checker,
      compiler,
      span: spanOf(diagnostic.file, diagnostic.start, diagnostic.length ?? 1),
    }
  })
  return withoutConsequences(findings, compiler).map(finding =>
    'node' in finding ? rewriteOne(finding) : plain(compiler.flattenDiagnosticMessageText(finding.messageText, '\n'), finding.code),
  )
}

const rewriteOne = (finding: Finding): Diagnostic => {
  for (const rewrite of rewrites) {
    const diagnostic = rewrite(finding)
    if (diagnostic !== undefined) return diagnostic
  }
  return { ...plain(finding.text, finding.diagnostic.code), span: finding.span }
}

/** What does not concern the DSL stays the compiler's own sentence; of a pile of them the first says it. */
const plain = (text: string, code: number): Diagnostic => ({
  code: 'type-error',
  severity: 'error',
  message: text.split('\n')[0]!.replace(/\.$/, ''),
  help: `TypeScript error ${code}; the compiler's own documentation says more.`,
})
