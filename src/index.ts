/** The DSL: what schema and change files import. */
export * from './authoring.ts'

/** The program as functions: what the command line does, without a command line. Mistakes are values, never exceptions. */
export { explain, generateFiles, loadChangeFile, planChange, pullSchema, reportDiagnostics, reportPlan } from './pipeline.ts'
export type { ChangeInput, EmittedFile, GenerateOptions, LoadOptions, Plan, PlanOptions, ReportFormat } from './pipeline.ts'
export type { Policy } from './changes/recipe.ts'
export type { Diagnostic, Result, Severity, Span } from './model/diagnostic.ts'
export type { FrameworkId } from './model/framework.ts'
export type { Phase } from './model/gate.ts'
export type { Schema } from './model/schema.ts'
