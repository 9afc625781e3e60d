/** The DSL: what schema and change files import. */
export * from './authoring.ts'

/** The program as functions: what the command line does, without a command line. Mistakes are values, never exceptions. */
export {
  checkPaths,
  explain,
  fixPaths,
  generateFiles,
  loadChangeFile,
  planChange,
  pullSchema,
  reportDiagnostics,
  reportFindings,
  reportPlan,
} from './pipeline.ts'
export type {
  ChangeInput,
  Checked,
  CheckOptions,
  EmittedFile,
  FindingFormat,
  Fix,
  GenerateOptions,
  LoadOptions,
  Plan,
  PlanOptions,
  ReportFormat,
} from './pipeline.ts'
export type { Policy } from './changes/recipe.ts'
export type { Diagnostic, Result, Severity, Span } from './model/diagnostic.ts'
export type { FrameworkId } from './model/framework.ts'
export type { Phase } from './model/gate.ts'
export type { Schema } from './model/schema.ts'
