// The DSL: what schema and change files import.
export * from './authoring.ts'
